import PaymentCore

extension ViewReader {
    /// Looks an order up.
    /// - Parameter reference: the merchant's reference, byte for byte
    /// - Returns: `nil` where no payment names it
    /// - Throws: ``ViewFault``
    public func order(_ reference: String) async throws -> Viewed<Order?> {
        try await read { session in
            let statement = try session.statement(OrderRow.selection)
            statement.bind(reference)
            var rows: [OrderRow] = []
            while try statement.step() { rows.append(try OrderRow(statement)) }
            statement.reset()
            if rows.isEmpty { return nil }
            var filter = PaymentFilter()
            filter.order = reference
            var search = try PaymentSearch(session, filter, before: nil)
            let page = try search.page(limit: Order.maximumPayments)
            return Order(
                reference: reference, status: OrderStatus(rows.map(\.counters)),
                amounts: try rows.map(Order.Amounts.init), payments: page.payments, hasMore: page.next != nil)
        }
    }
}

extension Order.Amounts {
    init(_ row: OrderRow) throws {
        guard let currency = Currency(packed: row.currency) else { throw ViewFault.row("orders") }
        self.currency = currency
        requested = row.counters.requested
        held = row.counters.held
        captured = row.counters.captured
        refunded = row.counters.refunded
        paymentCount = row.counters.payments
    }
}
