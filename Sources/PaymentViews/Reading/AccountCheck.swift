import PaymentCore

/// Whether the accounts of a payment are selected; each account is looked up once.
struct AccountCheck {
    private let selection: AccountSelection?
    private var known: [Int64: Bool] = [:]

    init(_ selection: AccountSelection?) {
        self.selection = selection
    }

    mutating func allows(_ row: BoundStatement, _ session: ReadSession, _ budget: inout Int) throws -> Bool {
        guard let selection else { return true }
        return try allows(row.number(4), selection, session, &budget)
            && allows(row.number(5), selection, session, &budget)
    }

    private mutating func allows(
        _ number: UInt32, _ selection: AccountSelection, _ session: ReadSession, _ budget: inout Int
    ) throws -> Bool {
        if let answer = known[Int64(number)] { return answer }
        budget -= 1
        let answer = selection.contains(try session.accountID(AccountNumber(number)))
        known[Int64(number)] = answer
        return answer
    }
}
