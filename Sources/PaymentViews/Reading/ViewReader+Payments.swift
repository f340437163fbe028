public import PaymentCore

extension ViewReader {
    /// Lists payments, the newest first.
    ///
    /// A page looks at no more rows than ``ViewSettings/maximumRowsPerPage``, so that its time is bounded: where the filter lets little
    /// through, a page may hold fewer payments than asked for, or none, and still have a next one.
    /// - Parameters:
    ///   - filter: which payments
    ///   - before: only those requested before this one, which need not be one that the filter lets through
    ///   - limit: how many, at most
    /// - Returns: a page
    /// - Throws: ``ViewFault``
    public func payments(
        _ filter: PaymentFilter = PaymentFilter(), before: PaymentNumber? = nil, limit: Int = 100
    ) async throws -> Viewed<PaymentPage> {
        try await read { session in
            var search = try PaymentSearch(session, filter, before: before.map { Int64($0.value) + 1 })
            return try search.page(limit: ViewReader.clamped(limit))
        }
    }

    /// Looks a payment up.
    /// - Parameter id: its name
    /// - Returns: `nil` where the views have none
    /// - Throws: ``ViewFault``
    public func payment(_ id: PaymentID) async throws -> Viewed<Payment?> {
        try await read { session in try session.paymentRow(id).map(session.payment) }
    }

    /// Finds a payment's number.
    /// - Parameter id: its name
    /// - Returns: `nil` where the views have none
    /// - Throws: ``ViewFault``
    public func paymentNumber(_ id: PaymentID) async throws -> Viewed<PaymentNumber?> {
        try await read { session in
            try session.paymentRow(id).map { PaymentNumber(UInt32(truncatingIfNeeded: $0.key - 1)) }
        }
    }
}
