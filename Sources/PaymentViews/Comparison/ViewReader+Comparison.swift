import GRDB
import GRDBSQLite
import PaymentCore

extension ViewReader {
    /// Compares the file with another one, table by table and row by row, in the order of the keys.
    ///
    /// Two files that were made with the same journal tag and took in the same journal up to the same position are equal, however they
    /// came there. Takes one reader for as long as it
    /// goes on; the write-ahead log grows meanwhile.
    /// - Parameter path: the other file; it is read only
    /// - Returns: how many rows were compared, and the first difference
    /// - Throws: ``ViewFault``: `.notComparable` where the files stand at different positions; `.damaged` where one of them makes no sense
    public func compare(with path: String) async throws -> ViewComparison {
        let viewed = try await read { session in
            var configuration = Configuration()
            configuration.readonly = true
            let other = try DatabaseQueue(path: path, configuration: configuration)
            return try other.read { database in
                guard try ViewHead.read(database).position == session.position else {
                    throw ViewFault(.notComparable, "The two files of views stand at different positions.")
                }
                try ViewReader.checkStructure(of: database, like: session)
                return try ViewReader.compare(session, database)
            }
        }
        return viewed.value
    }

    /// Tables are compared by their keys; here, that every index leads to all of them, and that there is nothing else in the file.
    private static func checkStructure(of database: Database, like session: ReadSession) throws {
        // What SQLite answers names tables, indexes and rows by number, and nothing of their content.
        let answer = try String.fetchOne(database, sql: "PRAGMA integrity_check(1)") ?? "nothing"
        guard answer == "ok" else { throw ViewFault(.damaged, "The check of SQLite finds: \(answer).") }
        let sql =
            "SELECT coalesce(type, '') || coalesce(name, '') || coalesce(tbl_name, '') || coalesce(sql, '') FROM sqlite_master ORDER BY 1"
        guard try String.fetchAll(database, sql: sql) == String.fetchAll(session.database, sql: sql) else {
            throw ViewFault(
                .damaged, "There are other tables, indexes or triggers in the file than this program makes.")
        }
    }

    private static func compare(_ session: ReadSession, _ other: Database) throws -> ViewComparison {
        var comparison = ViewComparison(position: session.position)
        for table in Schema.tables {
            let sql = "SELECT * FROM \(table.name) ORDER BY \(table.key.joined(separator: ", "))"
            let left = try BoundStatement(session.database, sql)
            let right = try BoundStatement(other, sql)
            guard left.columnCount == right.columnCount else { throw ViewFault.row("head") }
            let count = try compare(table, left, right, &comparison.difference)
            comparison.rows["\(table.name)"] = count
            if comparison.difference != nil { break }
        }
        return comparison
    }

    private static func compare(
        _ table: Schema.Table, _ left: BoundStatement, _ right: BoundStatement,
        _ difference: inout ViewComparison.Difference?
    ) throws -> Int {
        defer {
            left.reset()
            right.reset()
        }
        var count = 0
        while true {
            let (isLeft, isRight) = (try left.step(), try right.step())
            guard isLeft, isRight else {
                if isLeft != isRight {
                    difference = .init(table: "\(table.name)", key: (isLeft ? left : right).key(of: table), column: nil)
                }
                return count
            }
            count += 1
            for column in 0..<left.columnCount where !left.hasSameValue(as: right, column) {
                let name = left.name(column)
                difference = .init(table: "\(table.name)", key: left.key(of: table), column: name)
                return count
            }
        }
    }
}

extension BoundStatement {
    /// The key of a row, for people; texts are left out.
    fileprivate func key(of table: Schema.Table) -> String {
        var parts: [String] = []
        for column in 0..<columnCount where table.key.contains(name(column)) {
            parts.append(type(column) == SQLITE_INTEGER ? String(integer(column)) : "…")
        }
        return parts.joined(separator: ",")
    }
}
