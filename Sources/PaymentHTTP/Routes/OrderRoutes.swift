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
        try exchange.access.check(value)
        var writer = JSONWriter(capacity: 512 + 640 * value.payments.count)
        writer.order(value)
        return HTTPReply(json: writer, at: order.position)
    }
}

extension Access {
    /// Refuses an order with payments that may not be seen.
    ///
    /// Its sums are those of all its payments, so it is shown whole or not at all.
    fileprivate func check(_ order: Order) throws(Problem) {
        guard isRestricted else { return }
        let permitted = order.payments.count { allows(Parties(of: $0)) }
        guard permitted > 0 else { throw Problem(.orderNotFound) }
        guard permitted == order.payments.count, !order.hasMore else {
            throw Problem(.accountNotPermitted, "The order has payments between accounts that the key may not touch.")
        }
    }
}
