import PaymentCore

extension PaymentSearch {
    /// A way to walk through payments, the newest first.
    enum Way {
        case order
        case payer
        case payee
        case status
        case currency
        case all
    }

    /// Begins the walk on the shortest way that the filter allows.
    mutating func makeWalk() throws -> PaymentWalk {
        if let order = filter.order, let walk = try orderWalk(order) { return walk }
        switch try shortestWay() {
        case .payer: return try accountWalk(payer, .debit, \.lastAsPayer, link: PaymentWalk.payerLink)
        case .payee: return try accountWalk(payee, .credit, \.lastAsPayee, link: PaymentWalk.payeeLink)
        case .status:
            return try PaymentWalk.scan(session, "status = ? AND ", filter.status.map { Int64($0.rawValue) }, end)
        case .currency:
            return try PaymentWalk.scan(session, "currency = ? AND ", filter.currency.map { Int64($0.packed) }, end)
        case .order, .all: return try PaymentWalk.scan(session, "", nil, end)
        }
    }

    private func shortestWay() throws -> Way {
        var best = (way: Way.all, count: Int64.max)
        func consider(_ way: Way, _ count: Int64) {
            if count < best.count { best = (way, count) }
        }
        if let payer { consider(.payer, payer.row.payerCount) }
        if let payee { consider(.payee, payee.row.payeeCount) }
        if let status = filter.status { consider(.status, try tally(.status, Int64(status.rawValue))) }
        if let currency = filter.currency { consider(.currency, try tally(.currency, Int64(currency.packed))) }
        return best.way
    }

    private func tally(_ kind: StatusTallies.Kind, _ value: Int64) throws -> Int64 {
        try session.integer(
            "SELECT count FROM tallies WHERE kind = ? AND value = ?", Int64(kind.rawValue), value) ?? 0
    }

    /// The chain of the payments of an order.
    ///
    /// `nil` where its place before ``end`` is not found within the budget, which happens only to a walk that did not begin on
    /// this chain.
    private mutating func orderWalk(_ order: String) throws -> PaymentWalk? {
        let head = try session.statement("SELECT max(last_payment) FROM orders WHERE reference = ?")
        head.bind(order)
        let isThere = try head.step()
        var key = isThere ? head.integer(0) : 0
        head.reset()
        if key >= end, let row = try session.paymentRow(end), try isOfOrder(row, order) { key = row.previousOfOrder }
        while key >= end, budget > 0 {
            guard let row = try session.paymentRow(key) else { throw ViewFault.row("payments") }
            key = row.previousOfOrder
            budget -= 1
        }
        if key >= end {
            budget = session.settings.maximumRowsPerPage
            return nil
        }
        return try PaymentWalk.chain(session, from: key, link: PaymentWalk.orderLink)
    }

    private func isOfOrder(_ row: PaymentRow, _ order: String) throws -> Bool {
        row.order.map { row.text[$0].elementsEqual(order.utf8) } ?? false
    }

    /// The chain of the payments of an account, from its last one before ``end``.
    private func accountWalk(
        _ account: (number: AccountNumber, row: AccountRow)?, _ side: Side, _ last: KeyPath<AccountRow, Int64>,
        link: Int32
    ) throws -> PaymentWalk {
        guard let account else { return try PaymentWalk.chain(session, from: 0, link: link) }
        var key = account.row[keyPath: last]
        if key >= end {
            let signpost = try session.integer(
                """
                SELECT payment FROM payment_signposts WHERE account = ? AND side = ? AND payment >= ?
                ORDER BY payment LIMIT 1
                """, Int64(account.number.value), Int64(side.rawValue), end)
            key = signpost ?? key
        }
        while key >= end {
            guard let row = try session.paymentRow(key) else { throw ViewFault.row("payments") }
            key = link == PaymentWalk.payerLink ? row.previousOfPayer : row.previousOfPayee
        }
        return try PaymentWalk.chain(session, from: key, link: link)
    }
}
