import GRDB
import PaymentCore

/// One read of the views: a snapshot, its position, and what was looked up in it already.
final class ReadSession {
    let database: Database
    let settings: ViewSettings
    let position: Position
    private var accountIDs: [UInt32: AccountID] = [:]
    private var statements: [String: BoundStatement] = [:]
    /// The two that are used most, found without a look-up.
    private var movements: BoundStatement?
    private var payments: BoundStatement?

    init(_ database: Database, _ settings: ViewSettings) throws {
        self.database = database
        self.settings = settings
        position = try ViewHead.read(database).position
    }

    /// A statement that is kept for the whole read.
    ///
    /// There is one for each text, so it must be reset before it is used for something else.
    func statement(_ sql: String) throws -> BoundStatement {
        if let statement = statements[sql] { return statement }
        let statement = try BoundStatement(database, sql)
        statements[sql] = statement
        return statement
    }

    /// The first value of the first row.
    func integer(_ sql: String, _ arguments: Int64...) throws -> Int64? {
        let row = try statement(sql)
        for argument in arguments { row.bind(argument) }
        defer { row.reset() }
        guard try row.step(), !row.isNull(0) else { return nil }
        return row.integer(0)
    }

    func accountID(_ number: AccountNumber) throws -> AccountID {
        if let id = accountIDs[number.value] { return id }
        let row = try statement("SELECT id FROM accounts WHERE number = ?")
        row.bind(number.value)
        defer { row.reset() }
        guard try row.step() else { throw ViewFault.row("accounts") }
        let id = try ReadSession.accountID(row, 0)
        accountIDs[number.value] = id
        return id
    }

    static func accountID(_ row: BoundStatement, _ column: Int32) throws -> AccountID {
        do {
            return try AccountID(try row.text(column))
        } catch {
            throw row.misfit(column)
        }
    }

    /// Finds an account.
    func account(_ id: AccountID) throws -> (number: AccountNumber, row: AccountRow)? {
        let row = try statement("SELECT \(AccountRow.columns) FROM accounts WHERE id = ?")
        row.bind(id.description)
        defer { row.reset() }
        guard try row.step() else { return nil }
        return (AccountNumber(try row.number(0)), try AccountRow(row))
    }

    /// The key behind the last payment.
    func endOfPayments() throws -> Int64 {
        let last = try integer("SELECT max(key) FROM payments") ?? 0
        guard (0...Int64(UInt32.max)).contains(last) else { throw ViewFault.row("payments") }
        return last + 1
    }

    func movement(_ position: Int64) throws -> Movement {
        let row = try movements ?? statement("SELECT \(Movement.columns) FROM movements WHERE position = ?")
        movements = row
        row.bind(position)
        defer { row.reset() }
        guard try row.step() else { throw ViewFault.row("movements") }
        return try Movement(row)
    }

    /// Reads a payment; `nil` where there is none.
    func paymentRow(_ key: Int64) throws -> PaymentRow? {
        let row = try payments ?? statement(PaymentRow.selection)
        payments = row
        row.bind(key)
        defer { row.reset() }
        return try row.step() ? try PaymentRow(row) : nil
    }

    func paymentRow(_ id: PaymentID) throws -> PaymentRow? {
        let row = try statement("SELECT \(PaymentRow.columns) FROM payments WHERE id_high = ? AND id_low = ?")
        row.bind(id.high)
        row.bind(id.low)
        defer { row.reset() }
        return try row.step() ? try PaymentRow(row) : nil
    }

    func payment(_ row: PaymentRow) throws -> Payment {
        try row.payment(payer: accountID(row.payer), payee: accountID(row.payee))
    }
}
