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
    let registry: PrometheusRegistry
    let metrics: HTTPMetrics
    let watermark = PositionWatermark()
    let date: DateHeader
    let echo: EchoRoute?

    /// Answers a request.
    /// - Throws: only what the connection throws while the body is read; the connection is closed, then
    func respond(to request: Request) async throws -> Response {
        let start = ContinuousClock.now
        let path = RoutePath(request.head.path ?? "")
        let body = try await PaymentResponder.collect(request.body)
        let reply = await reply(to: request.head, path, body)
        metrics.answered(path?.route, status: reply.status, duration: .now - start)
        return response(with: reply, to: request.head)
    }

    private func reply(to head: HTTPRequest, _ path: RoutePath?, _ body: ByteBuffer) async -> HTTPReply {
        do throws(Problem) {
            guard let path, path.route != .echo || echo != nil else { throw Problem(.notFound) }
            let isAllowed = path.route.isRead ? head.method == .get || head.method == .head : head.method == .post
            guard isAllowed else {
                var problem = Problem(.methodNotAllowed)
                problem.allow = path.route.allow
                throw problem
            }
            return try await answer(Exchange(head: head, path: path, body: body))
        } catch {
            var reply = HTTPReply(error)
            if path != nil { reply.position = watermark.position }
            return reply
        }
    }

    private func answer(_ exchange: Exchange) async throws(Problem) -> HTTPReply {
        switch exchange.path.route {
        case .requestPayment: try await requestPayment(exchange)
        case .readPayment: try await readPayment(exchange)
        case .confirmPayment: try await changePayment(exchange, .confirm)
        case .cancelPayment: try await changePayment(exchange, .cancel)
        case .refundPayment: try await changePayment(exchange, .refund)
        case .makeTransfer: try await makeTransfer(exchange)
        case .postTransfer: try await changeTransfer(exchange, .post)
        case .voidTransfer: try await changeTransfer(exchange, .void)
        case .openAccount: try await openAccount(exchange)
        case .readAccount: try await readAccount(exchange)
        case .runBatch: try await runBatch(exchange)
        case .live: live()
        case .ready: ready()
        case .metrics: metricsText()
        case .echo: try echoPayment(exchange)
        }
    }

    private func response(with reply: HTTPReply, to head: HTTPRequest) -> Response {
        var fields = reply.fields()
        fields.append(HTTPField(name: .date, value: date.now))
        if PaymentResponder.asksToClose(head) { fields.append(HTTPField(name: .connection, value: "close")) }
        let response = Response(
            status: .answering(reply.status), headers: fields, body: ResponseBody(byteBuffer: reply.body))
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
