import Foundation
import GRDB
public import PaymentCore
public import PaymentHTTP

/// What became of promised payments that were not made: refusals, and repeats of others.
///
/// A small table in a file of its own.
/// Kept for a week: whoever was promised a payment has asked by then.
public final class RequestLog: RequestOutcomes {
    private let database: DatabaseQueue
    private static let retentionMilliseconds: Int64 = 7 * 86_400_000
    private let clock: @Sendable () -> Timestamp

    /// Opens the log, or makes it.
    /// - Parameters:
    ///   - path: the file
    ///   - clock: the time, for what is kept no longer
    /// - Throws: what keeps SQLite from it
    public init(path: String, clock: @escaping @Sendable () -> Timestamp) throws {
        var configuration = Configuration()
        configuration.label = "florin-requests"
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
        }
        self.clock = clock
        if !FileManager.default.fileExists(atPath: path) {
            _ = FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o640])
        }
        database = try DatabaseQueue(path: path, configuration: configuration)
        try database.write { database in
            try database.execute(
                sql: """
                    CREATE TABLE IF NOT EXISTS outcomes (
                        payment TEXT PRIMARY KEY, code TEXT, detail TEXT, first TEXT, at INTEGER NOT NULL
                    ) WITHOUT ROWID, STRICT;
                    CREATE INDEX IF NOT EXISTS outcomes_at ON outcomes (at);
                    """)
        }
    }

    /// Keeps an outcome; durable when it returns.
    /// - Parameters:
    ///   - outcome: what became of the payment
    ///   - payment: the payment that was promised
    /// - Throws: what keeps SQLite from it
    public func note(_ outcome: RequestOutcome, of payment: PaymentID) async throws {
        let now = clock().milliseconds
        var (code, detail, first): (String?, String?, String?)
        switch outcome {
        case .refused(let refusal, let words): (code, detail) = (refusal, words)
        case .repeated(let id): first = id.description
        }
        let arguments: StatementArguments = [payment.description, code, detail, first, now]
        try await database.write { database in
            try database.execute(sql: "INSERT OR REPLACE INTO outcomes VALUES (?, ?, ?, ?, ?)", arguments: arguments)
            try database.execute(
                sql: "DELETE FROM outcomes WHERE at < ?", arguments: [now - RequestLog.retentionMilliseconds])
        }
    }

    /// Finds what became of a request.
    /// - Parameter id: the payment that was promised
    /// - Returns: `nil` where it is still queued, or became its own payment
    /// - Throws: what keeps SQLite from it
    public func outcome(of id: PaymentID) async throws -> RequestOutcome? {
        try await database.read { database in
            let row = try Row.fetchOne(
                database, sql: "SELECT code, detail, first FROM outcomes WHERE payment = ?", arguments: [id.description]
            )
            guard let row else { return nil }
            if let first = (row["first"] as String?).flatMap({ PaymentID($0) }) { return .repeated(first) }
            return .refused(code: row["code"] ?? "", detail: row["detail"] ?? "")
        }
    }
}
