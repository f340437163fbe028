import NIOCore
import PaymentCore
import PaymentViews

extension PaymentResponder {
    /// `GET /v1/orders/{reference}`: what the payments of an order add up to.
    func readOrder(_ exchange: Exchange) async throws(Problem) -> HTTPReply {
        try exchange.checkNoQuery()
        try await waitForViews(exchange)
        let reference = exchange.path.id
        let order = try await reads.read { try await $0.views.order(reference) }
        guard let value = order.value else { throw Problem(.orderNotFound) }
        var writer = JSONWriter(capacity: 512 + 640 * value.payments.count)
        writer.order(value)
        return HTTPReply(json: writer, at: order.position)
    }
}
