import PaymentCore

extension PaymentRow {
    /// The columns in the order of the table: what filters look at comes first, because SQLite reads a row from its beginning.
    static let columns = """
        key, status, currency, method, payer, payee, previous_of_payer, previous_of_payee, previous_of_order, created_at, \
        updated_after, id_high, id_low, phase, capture, amount, captured, refunded, expires_at, decline, origin, text
        """

    static let insertion = "INSERT INTO payments(\(columns)) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"

    static let update = """
        UPDATE payments SET status = ?, updated_after = ?, phase = ?, captured = ?, refunded = ?, decline = ? WHERE key = ?
        """

    static let selection = "SELECT \(columns) FROM payments WHERE key = ?"

    func insert(_ statement: BoundStatement) throws {
        statement.bind(key)
        statement.bind(status.rawValue)
        statement.bind(currency.packed)
        statement.bind(method.rawValue)
        statement.bind(payer.value)
        statement.bind(payee.value)
        statement.bind(previousOfPayer)
        statement.bind(previousOfPayee)
        statement.bind(previousOfOrder)
        statement.bind(createdAt)
        statement.bind(updatedAt - createdAt)
        statement.bind(id.high)
        statement.bind(id.low)
        statement.bind(phase.rawValue)
        statement.bind(capture.rawValue)
        statement.bind(amount)
        statement.bind(captured)
        statement.bind(refunded)
        statement.bind(optional: expiresAt)
        statement.bind(decline?.rawValue ?? 0)
        statement.bind(origin)
        statement.bind(blob: text)
        try statement.run()
    }

    func update(_ statement: BoundStatement) throws {
        statement.bind(status.rawValue)
        statement.bind(updatedAt - createdAt)
        statement.bind(phase.rawValue)
        statement.bind(captured)
        statement.bind(refunded)
        statement.bind(decline?.rawValue ?? 0)
        statement.bind(key)
        try statement.run()
    }

    /// Reads a row of ``columns``.
    init(_ row: BoundStatement) throws {
        key = row.integer(0)
        guard let currency = Currency(packed: try row.number(2)) else { throw row.misfit(2) }
        self.currency = currency
        method = try row.rawValue(3)
        payer = AccountNumber(try row.number(4))
        payee = AccountNumber(try row.number(5))
        previousOfPayer = row.integer(6)
        previousOfPayee = row.integer(7)
        previousOfOrder = row.integer(8)
        createdAt = row.integer(9)
        let (updatedAt, overflow) = createdAt.addingReportingOverflow(row.integer(10))
        self.updatedAt = updatedAt
        id = PaymentID(high: UInt64(bitPattern: row.integer(11)), low: UInt64(bitPattern: row.integer(12)))
        phase = try row.rawValue(13)
        capture = try row.rawValue(14)
        amount = row.integer(15)
        captured = row.integer(16)
        refunded = row.integer(17)
        expiresAt = row.optionalInteger(18)
        decline = row.integer(19) == 0 ? nil : try row.rawValue(19)
        origin = row.integer(20)
        text = row.bytes(21)
        guard !overflow, amount > 0, (0...amount).contains(captured), (0...captured).contains(refunded),
            (1..<Int64.max).contains(origin),
            key > 0, key <= Int64(UInt32.max), (0..<key).contains(previousOfPayer),
            (0..<key).contains(previousOfPayee), (0..<key).contains(previousOfOrder)
        else { throw ViewFault.row("payments") }
        guard row.integer(1) == Int64(status.rawValue) else { throw row.misfit(1) }
    }

    /// The payment as callers see it.
    func payment(payer: AccountID, payee: AccountID) throws -> Payment {
        guard let text = PaymentText(packed: text) else { throw ViewFault.row("payments") }
        return Payment(
            id: id, status: status, amount: Money(amount, currency), captured: captured, refunded: refunded,
            method: method, capture: capture, payer: payer, payee: payee, text: text, declineCode: decline,
            createdAt: Timestamp(milliseconds: createdAt), updatedAt: Timestamp(milliseconds: updatedAt),
            expiresAt: expiresAt.map(Timestamp.init(milliseconds:)))
    }
}
