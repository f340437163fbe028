public import PaymentCore

extension ViewReader {
    /// Looks a transfer up.
    ///
    /// Takes time in proportion to the parts in which it was posted.
    /// - Parameter id: its name
    /// - Returns: `nil` where there is none
    /// - Throws: ``ViewFault``
    public func transfer(_ id: TransferID) async throws -> Viewed<TransferView?> {
        try await read { session in
            guard let position = Int64(exactly: id.position.value), let first = try session.transfer(position) else {
                return nil
            }
            guard let debit = try session.currency(first.posting.debit) else { throw ViewFault.row("accounts") }
            var view = TransferView(
                id: id, status: first.kind == .transferHeld ? .pending : .posted,
                debit: try session.accountID(first.posting.debit), credit: try session.accountID(first.posting.credit),
                amount: Money(first.posting.amount, debit),
                posted: first.kind == .transferHeld ? 0 : first.posting.amount, reference: first.reference,
                expiresAt: first.expiresAt.map(Timestamp.init(milliseconds:)),
                createdAt: Timestamp(milliseconds: first.time), updatedAt: Timestamp(milliseconds: first.time))
            try session.forEachStep(of: position, after: 0) { step in
                try view.take(try session.movement(step))
                return true
            }
            return view
        }
    }
}

extension TransferView {
    fileprivate mutating func take(_ step: Movement) throws {
        updatedAt = Timestamp(milliseconds: step.time)
        switch step.kind {
        case .holdPosted:
            guard step.posting.amount <= amount.minorUnits - posted else { throw ViewFault.row("movements") }
            posted += step.posting.amount
            if posted == amount.minorUnits { status = .posted }
        case .holdVoided: status = .voided
        case .holdExpired: status = .expired
        default: throw ViewFault.row("steps")
        }
    }
}

extension ReadSession {
    /// The movement that made a transfer; `nil` where there is something else at the position.
    func transfer(_ position: Int64) throws -> Movement? {
        let row = try statement("SELECT \(Movement.columns) FROM movements WHERE position = ?")
        row.bind(position)
        defer { row.reset() }
        guard try row.step() else { return nil }
        let movement = try Movement(row)
        return movement.kind == .transferPosted || movement.kind == .transferHeld ? movement : nil
    }

    /// The later events of a payment or transfer, ascending, until the body returns `false`.
    func forEachStep(of origin: Int64, after: Int64, _ body: (Int64) throws -> Bool) throws {
        let row = try statement("SELECT position FROM steps WHERE origin = ? AND position > ? ORDER BY position")
        row.bind(origin)
        row.bind(after)
        defer { row.reset() }
        while try row.step() {
            guard try body(row.integer(0)) else { return }
        }
    }

    func currency(_ number: AccountNumber) throws -> Currency? {
        let packed = try integer("SELECT currency FROM accounts WHERE number = ?", Int64(number.value))
        return packed.flatMap { UInt16(exactly: $0) }.flatMap(Currency.init(packed:))
    }
}
