import GRDB
import PaymentCore

/// How many payments there are of each status and of each currency.
///
/// Reading uses it to choose the shortest way to the payments that a filter lets through.
struct StatusTallies {
    enum Kind: UInt8 {
        case status = 1
        case currency = 2
    }

    private var statuses: [UInt8: Int64] = [:]
    private var currencies: [UInt16: Int64] = [:]

    mutating func add(_ payment: PaymentRow) {
        statuses[payment.status.rawValue, default: 0] += 1
        currencies[payment.currency.packed, default: 0] += 1
    }

    mutating func change(from old: PaymentRow, to new: PaymentRow) {
        statuses[old.status.rawValue, default: 0] -= 1
        statuses[new.status.rawValue, default: 0] += 1
    }

    /// Adds to what the file has.
    func write(_ database: Database) throws {
        let statement = try BoundStatement(
            database,
            """
            INSERT INTO tallies(kind, value, count) VALUES (?, ?, ?)
            ON CONFLICT(kind, value) DO UPDATE SET count = count + excluded.count
            """)
        func write(_ kind: Kind, _ value: UInt16, _ count: Int64) throws {
            if count == 0 { return }
            statement.bind(kind.rawValue)
            statement.bind(value)
            statement.bind(count)
            try statement.run()
        }
        for (value, count) in statuses.sorted(by: { $0.key < $1.key }) { try write(.status, UInt16(value), count) }
        for (value, count) in currencies.sorted(by: { $0.key < $1.key }) { try write(.currency, value, count) }
        // What there was once and is no more leaves no trace, so that the file does not depend on when it was committed.
        try BoundStatement(database, "DELETE FROM tallies WHERE count = 0").run()
    }
}
