/// A walk through payments with descending keys: along the links of a chain, or down an index.
struct PaymentWalk {
    static let payerLink: Int32 = 6
    static let payeeLink: Int32 = 7
    static let orderLink: Int32 = 8

    private let statement: BoundStatement
    /// The column of the link to follow; `nil` for an index.
    private let link: Int32?
    /// The next key of the chain, 0 at its end.
    private var key: Int64
    private var hasBegun = false

    /// Walks along a chain.
    static func chain(_ session: ReadSession, from key: Int64, link: Int32) throws -> PaymentWalk {
        let sql = "SELECT \(PaymentRow.columns) FROM payments AS link WHERE key = ?"
        return PaymentWalk(statement: try session.statement(sql), link: link, key: key)
    }

    /// Walks down an index, or down the table where there is no condition.
    static func scan(
        _ session: ReadSession, _ condition: String, _ value: Int64?, _ end: Int64
    ) throws -> PaymentWalk {
        let sql = "SELECT \(PaymentRow.columns) FROM payments WHERE \(condition)key < ? ORDER BY key DESC"
        let statement = try session.statement(sql)
        if let value { statement.bind(value) }
        statement.bind(end)
        return PaymentWalk(statement: statement, link: nil, key: 0)
    }

    private init(statement: BoundStatement, link: Int32?, key: Int64) {
        self.statement = statement
        self.link = link
        self.key = key
    }

    /// Goes on to the next payment.
    /// - Returns: its row, until the next call; `nil` at the end
    mutating func next() throws -> BoundStatement? {
        guard let link else { return try statement.step() ? statement : nil }
        if hasBegun {
            let next = statement.integer(link)
            // A chain only ever leads to older payments: anything else would be walked for ever.
            guard next < key, next >= 0 else { throw ViewFault.row("payments") }
            key = next
            statement.reset()
        }
        if key == 0 { return nil }
        hasBegun = true
        statement.bind(key)
        guard try statement.step() else { throw ViewFault.row("payments") }
        return statement
    }

    /// Lets the statement go.
    func stop() {
        statement.reset()
    }
}
