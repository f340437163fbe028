import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOSSL

/// Stands between the HTTP decoder and the handler of one connection and keeps its limits; ``GateState`` decides, this acts.
///
/// Not thread-safe: everything happens on the connection's event loop.
final class RequestGate: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let limits: GateLimits
    private let metrics: HTTPMetrics
    private let date: DateHeader
    private let isBehindTLS: Bool
    private var state: GateState
    private var arrival: ByteArrival?
    /// There is one timer, which looks again where it was too early: a request costs no timer of its own.
    private var timer: Scheduled<Void>?
    private var timerTime = NIODeadline.distantFuture

    init(limits: GateLimits, metrics: HTTPMetrics, date: DateHeader, isBehindTLS: Bool) {
        self.isBehindTLS = isBehindTLS
        self.limits = limits
        self.metrics = metrics
        self.date = date
        state = GateState(limits: limits, now: .now())
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let arrival = ByteArrival(
            arrived: { [weak self] count in self?.bytesArrived(count, context) ?? false },
            mayRead: { [weak self] in self?.state.mayRead ?? true })
        self.arrival = arrival
        do {
            let pipeline = context.pipeline.syncOperations
            // The bytes of a handshake are no request.
            let place =
                isBehindTLS
                ? try TLSDoor.install(in: pipeline, limits: limits) { [metrics] in metrics.refused(.invalidHTTP) }
                : .first
            try pipeline.addHandler(arrival, position: place)
        } catch {
            context.close(promise: nil)
        }
        setTimer(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        timer = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): act(state.received(head, .now()), context)
        case .body(let part): act(state.received(part), context)
        case .end: act(state.receivedEnd(), context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case HTTPParserError.headerOverflow: act(state.failed(.headersTooLarge), context)
        case is HTTPParserError: act(state.failed(.invalidHTTP), context)
        case is ChannelError, is IOError, is NIOSSLError, is BoringSSLError, is NIOSSLExtraError:
            context.fireErrorCaught(error)
        default: act(state.failed(.invalidHTTP), context)
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let isEnd = if case .end = unwrapOutboundIn(data) { true } else { false }
        context.write(data, promise: promise)
        guard isEnd else { return }
        act(state.answered(.now()), context)
        arrival?.resume()
    }

    /// A handler that has said its last word closes its side and waits for the client to close the other; it does not wait for ever.
    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        context.close(mode: mode, promise: promise)
        if mode == .output { linger(context) }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        state.writabilityChanged(context.channel.isWritable, .now())
        setTimer(context)
        arrival?.resume()
        context.fireChannelWritabilityChanged()
    }

    /// - Returns: whether the bytes are to be thrown away
    private func bytesArrived(_ count: Int, _ context: ChannelHandlerContext) -> Bool {
        if state.ignores(bytes: count) { return true }
        if state.bytesArrived(.now()) { setTimer(context) }
        return false
    }

    private func act(_ action: GateState.Action, _ context: ChannelHandlerContext) {
        switch action {
        case .nothing: break
        case .close: context.close(promise: nil)
        case .tellToContinue:
            context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
        case .forward(let head, let body):
            context.fireChannelRead(wrapInboundOut(.head(head)))
            if let body { context.fireChannelRead(wrapInboundOut(.body(body))) }
            context.fireChannelRead(wrapInboundOut(.end(nil)))
        case .refuse(let code): refuse(code, context)
        }
    }

    /// Answers and says that nothing more is answered, but reads on for a moment: closing a connection with unread bytes resets it, and
    /// the client might not see the answer.
    private func refuse(_ code: InputCode, _ context: ChannelHandlerContext) {
        metrics.refused(code)
        let reply = HTTPReply(Problem(code))
        var fields = reply.fields()
        fields.append(HTTPField(name: .contentLength, value: String(reply.body.readableBytes)))
        fields.append(HTTPField(name: .date, value: date.now))
        fields.append(HTTPField(name: .connection, value: "close"))
        let head = HTTPResponse(status: .answering(reply.status), headerFields: fields)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(reply.body)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.close(mode: .output, promise: nil)
        linger(context)
    }

    private func linger(_ context: ChannelHandlerContext) {
        context.eventLoop.assumeIsolated().scheduleTask(in: limits.linger) { context.close(promise: nil) }
    }

    private func setTimer(_ context: ChannelHandlerContext) {
        let deadline = state.deadline
        guard timer == nil || deadline < timerTime else { return }
        timer?.cancel()
        timerTime = deadline
        timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { [weak self] in
            guard let self else { return }
            timer = nil
            act(state.checkDeadline(.now()), context)
            if context.channel.isActive { setTimer(context) }
        }
    }
}

@available(*, unavailable)
extension RequestGate: Sendable {}
