import PaymentCore

/// A search for payments: the shortest way to them, and the conditions that each row must meet.
struct PaymentSearch {
    let session: ReadSession
    let filter: PaymentFilter
    /// Only keys from here on, and below there.
    var lowest: Int64 = 1
    var end: Int64
    var payer: (number: AccountNumber, row: AccountRow)?
    var payee: (number: AccountNumber, row: AccountRow)?
    /// Whether no payment can meet the conditions.
    var isEmpty = false
    var accounts: AccountCheck
    var budget: Int

    init(_ session: ReadSession, _ filter: PaymentFilter, before: Int64?) throws {
        self.session = session
        self.filter = filter
        budget = session.settings.maximumRowsPerPage
        accounts = AccountCheck(filter.accounts)
        end = try session.endOfPayments()
        if let createdBefore = filter.createdBefore {
            end = try PaymentSearch.firstKey(session, end, from: createdBefore)
        }
        if let createdFrom = filter.createdFrom {
            lowest = try PaymentSearch.firstKey(session, end, from: createdFrom)
        }
        if let before { end = min(end, before) }
        isEmpty = lowest >= end
        if let id = filter.payer {
            payer = try session.account(id)
            if payer == nil { isEmpty = true }
        }
        if let id = filter.payee {
            payee = try session.account(id)
            if payee == nil { isEmpty = true }
        }
    }

    /// The first payment that was requested at a moment or later, or the end: times never decrease from payment to payment.
    private static func firstKey(_ session: ReadSession, _ end: Int64, from moment: Timestamp) throws -> Int64 {
        var (low, high) = (Int64(1), end)
        while low < high {
            let middle = low + (high - low) / 2
            guard let time = try session.integer("SELECT created_at FROM payments WHERE key = ?", middle) else {
                throw ViewFault.row("payments")
            }
            if time >= moment.milliseconds { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// Finds one page.
    mutating func page(limit: Int) throws -> PaymentPage {
        var page = PaymentPage(payments: [], next: nil)
        if isEmpty { return page }
        var walk = try makeWalk()
        defer { walk.stop() }
        while let row = try walk.next() {
            let key = row.integer(0)
            if key < lowest { return page }
            if try matches(row) {
                // One more than asked for tells that there is a next page.
                if page.payments.count == limit { return page }
                let payment = try PaymentRow(row)
                if try matchesOrder(payment) { page.payments.append(try session.payment(payment)) }
            }
            page.next = PaymentNumber(UInt32(truncatingIfNeeded: key - 1))
            budget -= 1
            if budget <= 0 { return page }
        }
        page.next = nil
        return page
    }

    /// Whether a row meets the conditions, but for the order.
    private mutating func matches(_ row: BoundStatement) throws -> Bool {
        if let status = filter.status, row.integer(1) != Int64(status.rawValue) { return false }
        if let currency = filter.currency, row.integer(2) != Int64(currency.packed) { return false }
        if let method = filter.method, row.integer(3) != Int64(method.rawValue) { return false }
        if let payer, row.integer(4) != Int64(payer.number.value) { return false }
        if let payee, row.integer(5) != Int64(payee.number.value) { return false }
        return try accounts.allows(row, session, &budget)
    }

    private func matchesOrder(_ payment: PaymentRow) throws -> Bool {
        guard let order = filter.order else { return true }
        guard let range = payment.order else { return false }
        return payment.text[range].elementsEqual(order.utf8)
    }
}
