import PaymentCore

/// Whether the accounts of a payment begin with one of some prefixes; each account is looked up once.
struct PrefixCheck {
    private let prefixes: [String]
    private var known: [Int64: Bool] = [:]

    init(_ prefixes: [String]) {
        self.prefixes = prefixes
    }

    mutating func allows(_ row: BoundStatement, _ session: ReadSession, _ budget: inout Int) throws -> Bool {
        if prefixes.isEmpty { return true }
        return try allows(row.number(4), session, &budget) && allows(row.number(5), session, &budget)
    }

    private mutating func allows(_ number: UInt32, _ session: ReadSession, _ budget: inout Int) throws -> Bool {
        if let answer = known[Int64(number)] { return answer }
        budget -= 1
        let id = try session.accountID(AccountNumber(number)).description.utf8
        let answer = prefixes.contains { id.starts(with: $0.utf8) }
        known[Int64(number)] = answer
        return answer
    }
}
