import PaymentCore

/// The events of an account from the newest to the oldest: three chains, merged.
///
/// The movements of the account, and the payments that it pays and that are paid to it. Of a payment, the events that move nothing are not
/// among the movements: its request, and that it was declined, directly behind.
struct AccountHistory {
    private let session: ReadSession
    private let number: AccountNumber
    private let openedPosition: Int64
    private let last: Int64
    private var movement: Movement?
    private var paid: Chain
    private var received: Chain

    /// The payments of one side, with the positions that the next one brings, ascending.
    private struct Chain {
        let link: KeyPath<PaymentRow, Int64>
        var payment: PaymentRow?
        var positions: [Int64] = []
    }

    init(_ session: ReadSession, _ number: AccountNumber, _ row: AccountRow, notBehind last: Int64) throws {
        self.session = session
        self.number = number
        self.last = last
        openedPosition = row.openedPosition
        movement = try session.movement(of: number, row, notBehind: last)
        paid = Chain(link: \.previousOfPayer)
        received = Chain(link: \.previousOfPayee)
        paid.payment = try session.payment(of: number, .debit, row.lastAsPayer, \.previousOfPayer, notBehind: last)
        received.payment = try session.payment(
            of: number, .credit, row.lastAsPayee, \.previousOfPayee, notBehind: last)
        fill(&paid)
        fill(&received)
    }

    mutating func page(limit: Int) throws -> PositionPage {
        var positions: [Position] = []
        while let position = try next() {
            if positions.count == limit {
                return PositionPage(positions: positions.reversed(), next: positions.last)
            }
            positions.append(Position(UInt64(position)))
        }
        if openedPosition <= last {
            if positions.count == limit {
                return PositionPage(positions: positions.reversed(), next: positions.last)
            }
            positions.append(Position(UInt64(openedPosition)))
        }
        return PositionPage(positions: positions.reversed(), next: nil)
    }

    /// The newest of the three.
    private mutating func next() throws -> Int64? {
        let candidates = [movement?.position ?? 0, paid.positions.last ?? 0, received.positions.last ?? 0]
        guard let newest = candidates.max(), newest > 0 else { return nil }
        if candidates[1] == newest {
            try advance(&paid)
        } else if candidates[2] == newest {
            try advance(&received)
        } else if let current = movement {
            let previous = try current.side(of: number).previous
            movement = previous > 0 ? try session.movement(previous) : nil
        }
        return newest
    }

    private func advance(_ chain: inout Chain) throws {
        chain.positions.removeLast()
        guard chain.positions.isEmpty, let payment = chain.payment else { return }
        let key = payment[keyPath: chain.link]
        chain.payment = key > 0 ? try session.paymentRow(key) : nil
        if key > 0, chain.payment == nil { throw ViewFault.row("payments") }
        fill(&chain)
    }

    private func fill(_ chain: inout Chain) {
        guard let payment = chain.payment else { return }
        let all = payment.phase == .declined ? [payment.origin, payment.origin + 1] : [payment.origin]
        chain.positions = all.filter { $0 <= last }
    }
}

extension ReadSession {
    /// The last payment of an account on one side that was requested not behind a position.
    fileprivate func payment(
        of number: AccountNumber, _ side: Side, _ lastKey: Int64, _ link: KeyPath<PaymentRow, Int64>,
        notBehind position: Int64
    ) throws -> PaymentRow? {
        var key = lastKey
        if position < .max, let first = try firstKey(requestedBehind: position), key > first {
            key =
                try integer(
                    """
                    SELECT payment FROM payment_signposts WHERE account = ? AND side = ? AND payment >= ?
                    ORDER BY payment LIMIT 1
                    """, Int64(number.value), Int64(side.rawValue), first) ?? key
        }
        while key > 0 {
            guard let row = try paymentRow(key) else { throw ViewFault.row("payments") }
            if row.origin <= position { return row }
            key = row[keyPath: link]
        }
        return nil
    }

    /// The first payment that was requested behind a position.
    private func firstKey(requestedBehind position: Int64) throws -> Int64? {
        let end = try endOfPayments()
        var (low, high) = (Int64(1), end)
        while low < high {
            let middle = low + (high - low) / 2
            guard let origin = try integer("SELECT origin FROM payments WHERE key = ?", middle) else {
                throw ViewFault.row("payments")
            }
            if origin > position { high = middle } else { low = middle + 1 }
        }
        return low < end ? low : nil
    }
}
