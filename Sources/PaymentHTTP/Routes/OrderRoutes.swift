import NIOCore
import PaymentCore
import PaymentViews

extension PaymentResponder {
    /// `GET /v1/orders/{reference}`: what the payments of an order add up to.
    func readOrder(_ exchange: Exchange) async throws(Problem) -> HTTPReply {
        try exchange.checkNoQuery()
        try await waitForViews(exchange)
        let reference = exchange.path.id
        // Anybody may name the same reference: a key that is restricted sees the order that its own payments make.
        let selection = exchange.access.selection
        let order = try await lookUp { opened in
            if let selection { return try await opened.views.order(reference, among: selection) }
            return try await opened.views.order(reference)
        }
        guard let value = order.value else { throw Problem(.orderNotFound) }
        var writer = JSONWriter(capacity: 512 + 640 * value.payments.count)
        writer.order(value)
        return HTTPReply(json: writer, at: order.position)
    }
}
