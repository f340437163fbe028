public import PaymentCore

extension ViewReader {
    /// Lists accounts in the order of the bytes of their ids.
    /// - Parameters:
    ///   - prefix: how the ids must begin; empty for all
    ///   - selection: if not `nil`, the accounts must also be among these
    ///   - after: only those behind this one
    ///   - limit: how many, at most
    /// - Returns: a page
    /// - Throws: ``ViewFault``
    public func accounts(
        prefix: String = "", in selection: AccountSelection? = nil, after: AccountID? = nil, limit: Int = 100
    ) async throws -> Viewed<AccountPage> {
        try await read { session in
            var page = AccountPage(accounts: [], next: nil)
            let limit = ViewReader.clamped(limit)
            for range in IDRange.ranges(of: prefix, in: selection) {
                let rows = try session.statement(IDRange.selection)
                defer { rows.reset() }
                rows.bind(range.start)
                rows.bind(range.end)
                rows.bind(after?.description ?? "")
                while try rows.step() {
                    if page.accounts.count == limit {
                        page.next = page.accounts.last?.id
                        return page
                    }
                    page.accounts.append(try AccountRow(rows).account(ReadSession.accountID(rows, 1)))
                }
            }
            return page
        }
    }

    /// Looks an account up as it was at a position.
    /// - Parameters:
    ///   - id: the client's name for it
    ///   - position: the last event that counts; `nil`, and positions behind the views', for the latest
    /// - Returns: `nil` where there was no such account
    /// - Throws: ``ViewFault``
    public func account(_ id: AccountID, at position: Position? = nil) async throws -> Viewed<AccountAsOf?> {
        try await read { session in
            guard let (number, row) = try session.account(id) else { return nil }
            let wanted = min(position ?? session.position, session.position)
            guard let last = Int64(exactly: wanted.value), row.openedPosition <= last else { return nil }
            var account = row.account(id)
            account.balance = .zero
            if let movement = try session.movement(of: number, row, notBehind: last) {
                account.balance = try movement.side(of: number).balance
            }
            return AccountAsOf(
                account: account, position: wanted, opened: Position(UInt64(clamping: row.openedPosition)),
                openedAt: Timestamp(milliseconds: row.openedAt))
        }
    }

    /// Finds the last event that was not later than a moment.
    /// - Parameter time: the moment
    /// - Returns: the position; 0 where all events are later
    /// - Throws: ``ViewFault``
    public func position(at time: Timestamp) async throws -> Viewed<Position> {
        try await read { session in
            let found = try session.integer(
                "SELECT position FROM moments WHERE time <= ? ORDER BY time DESC LIMIT 1", time.milliseconds)
            guard let value = UInt64(exactly: found ?? 0) else { throw ViewFault.row("moments") }
            return Position(value)
        }
    }
}

extension AccountRow {
    func account(_ id: AccountID) -> Account {
        Account(id: id, currency: currency, kind: kind, allowsOverdraft: allowsOverdraft, balance: balance)
    }
}
