import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import PaymentCore
import PaymentEngine
import PrometheusMetrics

/// Answers requests: finds the route, lets it work, and makes of its reply, or of the problem it met, a response.
struct PaymentResponder: Sendable {
    let settings: PaymentServerSettings
    let engine: PaymentEngine
    let reads: ReadSide
    let chunks: EventChunks
    let beats: PositionGauge
    /// The subscribers of the journal.
    let subscriptions: [any MeasuredSubscription]
    let gauges: SubscriptionGauges
    let registry: PrometheusRegistry
    let metrics: HTTPMetrics
    let watermark = PositionWatermark()
    let date: DateHeader
    let echo: EchoRoute?
    /// The queue of commands that are answered before they are decided; `nil` without one.
    let commands: CommandQueue?
    /// What else readiness looks at.
    let companions: [any Companion]
    let policy: AccessPolicy
    /// `nil` where the server runs without queues.
    let queues: QueueSide?

    /// Answers a request.
    /// - Parameters:
    ///   - request: the request
    ///   - channel: the connection that it came from
    /// - Returns: the response
    /// - Throws: only what the connection throws while the body is read; the connection is closed, then
    func respond(to request: Request, from channel: any Channel) async throws -> Response {
        let start = ContinuousClock.now
        let path = RoutePath(request.head.path ?? "")
        let body = try await PaymentResponder.collect(request.body)
        let route = path?.route(for: request.head.method)
        let reply = await reply(to: request.head, path, route, body, ClientPresence(channel: channel))
        metrics.answered(route, status: reply.status, duration: .now - start)
        return response(with: reply, to: request.head)
    }

    private func reply(
        to head: HTTPRequest, _ path: RoutePath?, _ route: Route?, _ body: ByteBuffer, _ client: ClientPresence
    ) async -> HTTPReply {
        var limiter: RateLimiter?
        do throws(Problem) {
            guard let path, path.write != .echo || echo != nil, let listed = route ?? path.read ?? path.write else {
                throw Problem(.notFound)
            }
            let access = try policy.access(for: head, to: listed)
            limiter = access.limiter
            guard let route else {
                var problem = Problem(.methodNotAllowed)
                problem.allow = path.allow
                throw problem
            }
            let exchange = Exchange(head: head, path: path, body: body, access: access, client: client)
            var reply = try await answer(route, exchange)
            reply.rate = limiter?.reading
            return reply
        } catch {
            var reply = HTTPReply(error)
            if reply.rate == nil { reply.rate = limiter?.reading }
            if path != nil { reply.position = watermark.position }
            return reply
        }
    }

    private func answer(_ route: Route, _ exchange: Exchange) async throws(Problem) -> HTTPReply {
        switch route {
        case .requestPayment: try await requestPayment(exchange)
        case .listPayments: try await listPayments(exchange)
        case .readPayment: try await readPayment(exchange)
        case .readHistory: try await readHistory(exchange)
        case .confirmPayment: try await changePayment(exchange, .confirm)
        case .cancelPayment: try await changePayment(exchange, .cancel)
        case .refundPayment: try await changePayment(exchange, .refund)
        case .makeTransfer: try await makeTransfer(exchange)
        case .readTransfer: try await readTransfer(exchange)
        case .postTransfer: try await changeTransfer(exchange, .post)
        case .voidTransfer: try await changeTransfer(exchange, .void)
        case .openAccount: try await openAccount(exchange)
        case .listAccounts: try await listAccounts(exchange)
        case .readAccount: try await readAccount(exchange)
        case .readEntries: try await readEntries(exchange)
        case .readOrder: try await readOrder(exchange)
        case .receiveEvent: try await receiveEvent(exchange)
        case .readRequest: try await readRequest(exchange)
        case .readEvents: try await readEvents(exchange)
        case .streamEvents: try await streamEvents(exchange)
        case .listSubscriptions: try listSubscriptions(exchange)
        case .runBatch: try await runBatch(exchange)
        case .sendMessage: try await sendMessage(exchange)
        case .consume: try await consume(exchange)
        case .acknowledgeMessage: try await acknowledgeMessage(exchange)
        case .retryMessage: try await retryMessage(exchange)
        case .deadLetterMessage: try await deadLetterMessage(exchange)
        case .listQueues: try await listQueues(exchange)
        case .readQueue: try await readQueue(exchange)
        case .listDeadLetters: try await listDeadLetters(exchange)
        case .redriveQueue: try await redriveQueue(exchange)
        case .purgeQueue: try await purgeQueue(exchange)
        case .live: live()
        case .ready: await ready()
        case .metrics: metricsText()
        case .openAPI: openAPI()
        case .asyncAPI: asyncAPI()
        case .echo: try echoPayment(exchange)
        }
    }

    private func response(with reply: HTTPReply, to head: HTTPRequest) -> Response {
        var fields = reply.fields()
        fields.append(HTTPField(name: .date, value: date.now))
        if PaymentResponder.asksToClose(head) { fields.append(HTTPField(name: .connection, value: "close")) }
        let body = reply.stream.map { ResponseBody($0) } ?? ResponseBody(byteBuffer: reply.body)
        let response = Response(status: .answering(reply.status), headers: fields, body: body)
        return head.method == .head ? response.createHeadResponse() : response
    }

    /// Whether one of the options of `Connection` is `close`, in whatever case (RFC 9110, section 7.6.1).
    private static func asksToClose(_ head: HTTPRequest) -> Bool {
        guard let options = head.headerFields[.connection] else { return false }
        return options.split(separator: ",").contains { option in
            option.filter { $0 != " " && $0 != "\t" }.lowercased() == "close"
        }
    }

    /// The body in one piece.
    ///
    /// The ``RequestGate`` has limited and joined it already, so it comes at once.
    private static func collect(_ body: RequestBody) async throws -> ByteBuffer {
        var iterator = body.makeAsyncIterator()
        guard var whole = try await iterator.next() else { return ByteBuffer() }
        while var part = try await iterator.next() { whole.writeBuffer(&part) }
        return whole
    }
}
