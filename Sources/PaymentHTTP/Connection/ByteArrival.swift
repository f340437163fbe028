import NIOCore

/// Stands before the HTTP decoder, and tells the ``RequestGate`` that bytes came before they are a request: a head that comes byte by byte
/// must be seen as well.
final class ByteArrival: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let arrived: () -> Bool

    /// - Parameter arrived: called for whatever comes; says whether it is to be thrown away
    init(_ arrived: @escaping () -> Bool) {
        self.arrived = arrived
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if !arrived() { context.fireChannelRead(data) }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
        // Nobody behind asks for more when nothing reaches them.
        context.read()
    }
}

@available(*, unavailable)
extension ByteArrival: Sendable {}
