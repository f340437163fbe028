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

extension ViewReader {
    private static let maximumPages = 20

    /// Looks an order up as if there were only the payments between some accounts.
    ///
    /// Adds these payments up, so it takes time in proportion to them; of very many, the oldest are left out, and ``Order/hasMore`` says so.
    /// - Parameters:
    ///   - reference: the merchant's reference, byte for byte
    ///   - accounts: payer and payee must both be among these
    /// - Returns: `nil` where no such payment names it
    /// - Throws: ``ViewFault``
    public func order(_ reference: String, among accounts: AccountSelection) async throws -> Viewed<Order?> {
        try await read { session in
            var filter = PaymentFilter()
            filter.order = reference
            filter.accounts = accounts
            var (payments, before, pages): ([Payment], Int64?, Int) = ([], nil, 0)
            repeat {
                var search = try PaymentSearch(session, filter, before: before)
                let page = try search.page(limit: 1000)
                payments += page.payments
                before = page.next.map { Int64($0.value) + 1 }
                pages += 1
            } while before != nil && pages < ViewReader.maximumPages
            if payments.isEmpty { return nil }
            var counters: [Currency: OrderCounters] = [:]
            for payment in payments {
                counters[payment.amount.currency, default: OrderCounters()].change(
                    from: OrderCounters(), to: OrderCounters(payment))
            }
            let currencies = counters.keys.sorted { $0.packed < $1.packed }
            return Order(
                reference: reference, status: OrderStatus(Array(counters.values)),
                amounts: currencies.compactMap { currency in
                    counters[currency].map { Order.Amounts(currency, $0) }
                },
                payments: Array(payments.prefix(Order.maximumPayments)),
                hasMore: before != nil || payments.count > Order.maximumPayments)
        }
    }
}

extension Order.Amounts {
    init(_ row: OrderRow) throws {
        guard let currency = Currency(packed: row.currency) else { throw ViewFault.row("orders") }
        self.init(currency, row.counters)
    }

    init(_ currency: Currency, _ counters: OrderCounters) {
        self.currency = currency
        requested = counters.requested
        held = counters.held
        captured = counters.captured
        refunded = counters.refunded
        paymentCount = counters.payments
    }
}
