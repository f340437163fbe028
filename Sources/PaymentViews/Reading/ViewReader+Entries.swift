public import PaymentCore

extension ViewReader {
    /// Lists what moved an account's balance, the newest first.
    /// - Parameters:
    ///   - id: the account
    ///   - before: only what is before this position
    ///   - limit: how many, at most
    /// - Returns: a page; `nil` where there is no such account
    /// - Throws: ``ViewFault``
    public func entries(
        _ id: AccountID, before: Position? = nil, limit: Int = 100
    ) async throws -> Viewed<EntryPage?> {
        try await read { session in
            guard let (number, row) = try session.account(id) else { return nil }
            let limit = ViewReader.clamped(limit)
            var page = EntryPage(entries: [], next: nil)
            var next = try session.movement(of: number, row, notBehind: session.last(before: before))
            while let movement = next {
                if page.entries.count == limit {
                    page.next = page.entries.last?.position
                    break
                }
                page.entries.append(try session.entry(movement, of: number, row.currency))
                let previous = try movement.side(of: number).previous
                next = previous > 0 ? try session.movement(previous) : nil
            }
            return page
        }
    }
}

extension ReadSession {
    /// The last position that is before another one, or the last of all.
    func last(before: Position?) -> Int64 {
        guard let before, before.value <= UInt64(Int64.max) else { return .max }
        return Int64(before.value) - 1
    }

    func entry(_ movement: Movement, of number: AccountNumber, _ currency: Currency) throws -> AccountEntry {
        let isDebit = try movement.isDebit(of: number)
        return AccountEntry(
            position: Position(UInt64(movement.position)), time: Timestamp(milliseconds: movement.time),
            name: movement.kind.name, effect: movement.kind.effect, side: isDebit ? .debit : .credit,
            amount: Money(movement.posting.amount, currency),
            counterparty: try accountID(isDebit ? movement.posting.credit : movement.posting.debit),
            cause: try cause(of: movement), reference: movement.reference,
            balance: isDebit ? movement.debit.balance : movement.credit.balance)
    }

    private func cause(of movement: Movement) throws -> AccountEntry.Cause {
        guard movement.payment != 0 else {
            let origin = movement.origin == 0 ? movement.position : movement.origin
            guard let position = UInt64(exactly: origin) else { throw ViewFault.row("movements") }
            return .transfer(TransferID(Position(position)))
        }
        return .payment(try paymentID(movement.payment))
    }

    private func paymentID(_ key: Int64) throws -> PaymentID {
        let row = try statement("SELECT id_high, id_low FROM payments WHERE key = ?")
        row.bind(key)
        defer { row.reset() }
        guard try row.step() else { throw ViewFault.row("payments") }
        return PaymentID(high: UInt64(bitPattern: row.integer(0)), low: UInt64(bitPattern: row.integer(1)))
    }
}
