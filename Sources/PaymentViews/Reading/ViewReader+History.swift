public import PaymentCore

extension ViewReader {
    /// Finds the events of a payment, the oldest first.
    /// - Parameters:
    ///   - id: the payment
    ///   - after: only those behind this position
    ///   - limit: how many, at most
    /// - Returns: a page, whose `next` is to be given as `after`; `nil` where there is no such payment
    /// - Throws: ``ViewFault``
    public func positions(
        ofPayment id: PaymentID, after: Position = .start, limit: Int = 100
    ) async throws -> Viewed<PositionPage?> {
        try await read { session in
            guard let row = try session.paymentRow(id) else { return nil }
            let early = row.phase == .requested ? [row.origin] : [row.origin, row.origin + 1]
            return try session.positions(early, stepsOf: row.origin, after: after, limit: ViewReader.clamped(limit))
        }
    }

    /// Finds the events of a transfer, the oldest first.
    /// - Parameters:
    ///   - id: the transfer
    ///   - after: only those behind this position
    ///   - limit: how many, at most
    /// - Returns: a page, whose `next` is to be given as `after`; `nil` where there is no such transfer
    /// - Throws: ``ViewFault``
    public func positions(
        ofTransfer id: TransferID, after: Position = .start, limit: Int = 100
    ) async throws -> Viewed<PositionPage?> {
        try await read { session in
            guard let origin = Int64(exactly: id.position.value), try session.transfer(origin) != nil else {
                return nil
            }
            return try session.positions([origin], stepsOf: origin, after: after, limit: ViewReader.clamped(limit))
        }
    }

    /// Finds the events of an account: its opening, what moved its balance, and every event of payments that it pays or that are paid to it.
    ///
    /// Pages go from the newest events to the oldest; within a page the positions ascend.
    /// - Parameters:
    ///   - id: the account
    ///   - before: only those before this position
    ///   - limit: how many, at most
    /// - Returns: a page, whose `next` is to be given as `before`; `nil` where there is no such account
    /// - Throws: ``ViewFault``
    public func positions(
        ofAccount id: AccountID, before: Position? = nil, limit: Int = 100
    ) async throws -> Viewed<PositionPage?> {
        try await read { session in
            guard let (number, row) = try session.account(id) else { return nil }
            var history = try AccountHistory(session, number, row, notBehind: session.last(before: before))
            return try history.page(limit: ViewReader.clamped(limit))
        }
    }
}

extension ReadSession {
    fileprivate func positions(
        _ early: [Int64], stepsOf origin: Int64, after: Position, limit: Int
    ) throws -> PositionPage {
        guard let after = Int64(exactly: after.value) else { return PositionPage(positions: [], next: nil) }
        // One more than asked for tells that there is a next page.
        var found = early.filter { $0 > after }
        try forEachStep(of: origin, after: after) { step in
            found.append(step)
            return found.count <= limit
        }
        let positions = found.prefix(limit).map { Position(UInt64($0)) }
        return PositionPage(positions: positions, next: found.count > limit ? positions.last : nil)
    }
}
