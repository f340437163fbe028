import GRDB
import PaymentCore

extension ViewWriter {
    mutating func load() throws {
        let store = store
        try store.pool.read { database in
            consumed = try ViewHead.read(database)
            position = consumed.position
            try loadAccounts(database)
            let payments = try ViewWriter.maximum(database, "SELECT max(key) FROM payments") ?? 0
            guard (0...Int64(UInt32.max)).contains(payments) else { throw ViewFault.row("payments") }
            storedPayments = Int(payments)
            lastTime = try ViewWriter.maximum(database, "SELECT max(time) FROM moments") ?? .min
        }
    }

    private mutating func loadAccounts(_ database: Database) throws {
        let rows = try BoundStatement(database, "SELECT \(AccountRow.columns) FROM accounts ORDER BY number")
        while try rows.step() {
            guard rows.integer(0) == Int64(accounts.count) else { throw ViewFault.row("accounts") }
            accounts.append(try AccountRow(rows))
        }
        rows.reset()
        storedAccounts = accounts.count
    }

    private static func maximum(_ database: Database, _ sql: String) throws -> Int64? {
        let row = try BoundStatement(database, sql)
        guard try row.step() else { return nil }
        defer { row.reset() }
        return row.optionalInteger(0)
    }
}
