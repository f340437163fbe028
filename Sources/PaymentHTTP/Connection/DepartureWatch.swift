import NIOCore

/// Notices that the client of a connection has gone away, or says nothing any more, while a request waits for something.
///
/// Not thread-safe: everything happens on the connection's event loop.
final class DepartureWatch: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny

    private var isGone = false
    private var waiting: AsyncStream<Void>.Continuation?

    /// Ends a stream when the client goes away; at once where it has gone already.
    func watch(_ continuation: AsyncStream<Void>.Continuation) {
        waiting = continuation
        if isGone { continuation.finish() }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .some(.inputClosed) = event as? ChannelEvent { leave() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        leave()
        context.fireChannelInactive()
    }

    private func leave() {
        isGone = true
        waiting?.finish()
        waiting = nil
    }
}

@available(*, unavailable)
extension DepartureWatch: Sendable {}
