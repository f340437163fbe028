import NIOCore

/// Stands before the HTTP decoder: shows the ``RequestGate`` bytes before they are a request, and reads only when the gate allows it.
///
/// A head that comes byte by byte must be seen as well; and a client that sends and does not read must not fill the memory.
final class ByteArrival: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    private let arrived: (Int) -> Bool
    private let mayRead: () -> Bool
    private var context: ChannelHandlerContext?
    private var isReadHeld = false

    /// - Parameters:
    ///   - arrived: called with the number of bytes for whatever comes; says whether it is to be thrown away
    ///   - mayRead: whether the connection may be read now
    init(arrived: @escaping (Int) -> Bool, mayRead: @escaping () -> Bool) {
        self.arrived = arrived
        self.mayRead = mayRead
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if !arrived(unwrapInboundIn(data).readableBytes) { context.fireChannelRead(data) }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
        // Nobody behind asks for more when nothing reaches them.
        read(context: context)
    }

    func read(context: ChannelHandlerContext) {
        if mayRead() {
            context.read()
        } else {
            isReadHeld = true
        }
    }

    /// Reads where reading was held back and is allowed again.
    func resume() {
        guard isReadHeld, let context, mayRead() else { return }
        isReadHeld = false
        context.read()
    }
}

@available(*, unavailable)
extension ByteArrival: Sendable {}
