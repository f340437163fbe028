import NIOCore

/// Makes frames of the bytes of a channel.
final class StompChannelHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let connection: StompConnection
    private var decoder = StompFrameDecoder()
    private var ticks: RepeatedTask?

    /// Creates a handler for a connection.
    init(_ connection: StompConnection) {
        self.connection = connection
    }

    func channelActive(context: ChannelHandlerContext) {
        let every = TimeAmount.nanoseconds(StompHeartBeat.offered.nanoseconds / 4)
        ticks = context.eventLoop.scheduleRepeatedTask(initialDelay: every, delay: every) { [connection] _ in
            connection.tick()
        }
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        connection.receivedBytes()
        decoder.append(&bytes)
        do throws(StompMalformation) {
            while let item = try decoder.next() {
                if case .frame(let frame) = item { connection.received(frame) }
            }
        } catch {
            connection.received(error)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        acknowledgeAtOnce(context.channel)
        context.fireChannelReadComplete()
    }

    func channelInactive(context: ChannelHandlerContext) {
        ticks?.cancel()
        connection.lost(nil)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        connection.lost(error)
    }

    // ActiveMQ leaves Nagle's algorithm on: without this its second small frame waits 40 ms for the acknowledgement of its first.
    private func acknowledgeAtOnce(_ channel: any Channel) {
        #if os(Linux)
            let quickAck = ChannelOptions.Types.SocketOption(level: .tcp, name: .init(rawValue: 12))
            try? channel.syncOptions?.setOption(quickAck, value: 1)
        #endif
    }
}
