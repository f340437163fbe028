import GRDB

/// The statements of a topic's log.
final class TopicStatements {
    let insert: SQLStatement
    let after: SQLStatement
    let one: SQLStatement
    let key: SQLStatement
    let delete: SQLStatement
    let deleteRange: SQLStatement

    init(_ database: Database, _ number: Int64) throws {
        let log = "message_\(number)"
        insert = try SQLStatement(
            database, "INSERT INTO \(log) (position, key, attributes, body) VALUES (?, ?, ?, ?)")
        after = try SQLStatement(
            database, "SELECT position, key, attributes, body FROM \(log) WHERE position > ? ORDER BY position")
        one = try SQLStatement(database, "SELECT attributes, body FROM \(log) WHERE position = ?")
        key = try SQLStatement(database, "SELECT key FROM \(log) WHERE position = ?")
        delete = try SQLStatement(database, "DELETE FROM \(log) WHERE position = ?")
        deleteRange = try SQLStatement(database, "DELETE FROM \(log) WHERE position > ? AND position < ?")
    }
}
