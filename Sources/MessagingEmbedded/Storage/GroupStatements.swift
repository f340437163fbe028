import GRDB

/// The statements of a group: what is in flight, what waits, and its dead letters.
final class GroupStatements {
    let flights: SQLStatement
    let insertFlight: SQLStatement
    let removeFlight: SQLStatement
    let renewFlight: SQLStatement
    let oldestFlight: SQLStatement

    let insertWaiting: SQLStatement
    let removeWaiting: SQLStatement
    let setState: SQLStatement
    let ready: SQLStatement
    let heldOfKey: SQLStatement
    let firstOfKey: SQLStatement
    let overdue: SQLStatement
    let nextDue: SQLStatement
    let oldestWaiting: SQLStatement

    let insertDead: SQLStatement
    let removeDead: SQLStatement
    let pinned: SQLStatement
    let isPinned: SQLStatement

    init(_ database: Database, _ number: Int64) throws {
        let flight = "flight_\(number)"
        let waiting = "waiting_\(number)"
        let dead = "dead_\(number)"
        func statement(_ sql: String) throws -> SQLStatement { try SQLStatement(database, sql) }
        flights = try statement("SELECT position, member, due, key, attempts FROM \(flight)")
        insertFlight = try statement(
            "INSERT INTO \(flight) (position, member, due, key, attempts) VALUES (?, ?, ?, ?, ?)")
        removeFlight = try statement("DELETE FROM \(flight) WHERE position = ?")
        renewFlight = try statement("UPDATE \(flight) SET due = ? WHERE position = ?")
        oldestFlight = try statement("SELECT min(position) FROM \(flight)")
        insertWaiting = try statement(
            "INSERT INTO \(waiting) (position, state, due, key, attempts) VALUES (?, ?, ?, ?, ?)")
        removeWaiting = try statement("DELETE FROM \(waiting) WHERE position = ?")
        setState = try statement("UPDATE \(waiting) SET state = ?, due = ? WHERE position = ?")
        ready = try statement(
            "SELECT position, key, attempts FROM \(waiting) WHERE state = 0 ORDER BY position LIMIT ?")
        heldOfKey = try statement(
            "SELECT position, attempts, due FROM \(waiting) WHERE key = ? AND state = 2 ORDER BY position LIMIT ?")
        firstOfKey = try statement(
            "SELECT state, position, due FROM \(waiting) WHERE key = ? ORDER BY state, position LIMIT 1")
        overdue = try statement(
            "SELECT position FROM \(waiting) WHERE state = 1 AND due <= ? ORDER BY due LIMIT 1024")
        nextDue = try statement("SELECT due FROM \(waiting) WHERE state = 1 ORDER BY due LIMIT 1")
        oldestWaiting = try statement("SELECT min(position) FROM \(waiting)")
        insertDead = try statement(
            "INSERT INTO \(dead) (position, attempts, time, reason) VALUES (?, ?, ?, ?)")
        removeDead = try statement("DELETE FROM \(dead) WHERE number = ?")
        pinned = try statement(
            """
            SELECT position FROM \(flight) WHERE position > ?1 AND position <= ?2
            UNION ALL SELECT position FROM \(waiting) WHERE position > ?1 AND position <= ?2
            UNION ALL SELECT position FROM \(dead) WHERE position > ?1 AND position <= ?2
            """)
        isPinned = try statement(
            """
            SELECT 1 FROM \(flight) WHERE position = ?1 UNION ALL SELECT 1 FROM \(waiting) WHERE position = ?1
            UNION ALL SELECT 1 FROM \(dead) WHERE position = ?1 LIMIT 1
            """)
    }
}
