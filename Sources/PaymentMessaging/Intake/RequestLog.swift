import Foundation
import GRDB
public import PaymentCore
public import PaymentHTTP

/// What became of queued requests where the engine does not know: refusals, repeats, and what was so already.
///
/// A small table in a file of its own.
/// Kept for a week: whoever wanted to know has asked by then.
public final class RequestLog: RequestOutcomes {
    private let database: DatabaseQueue
    /// A week.
    public let retentionMilliseconds: Int64 = 7 * 86_400_000
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
                        request TEXT PRIMARY KEY, code TEXT, detail TEXT, subject TEXT, at INTEGER NOT NULL
                    ) WITHOUT ROWID, STRICT;
                    CREATE INDEX IF NOT EXISTS outcomes_at ON outcomes (at);
                    """)
        }
    }

    /// Keeps outcomes; durable when it returns, all or none of them.
    /// - Parameter outcomes: what became of which requests
    /// - Throws: what keeps SQLite from it
    public func note(_ outcomes: [RequestReference: RequestOutcome]) async throws {
        let now = clock().milliseconds
        let oldest = now - retentionMilliseconds
        try await database.write { database in
            let insertion = try database.cachedStatement(sql: "INSERT OR REPLACE INTO outcomes VALUES (?, ?, ?, ?, ?)")
            for (request, outcome) in outcomes {
                let (code, detail, subject) = RequestLog.columns(outcome)
                try insertion.execute(arguments: [request.description, code, detail, subject, now])
            }
            try database.execute(sql: "DELETE FROM outcomes WHERE at < ?", arguments: [oldest])
        }
    }

    /// Finds what became of a request.
    /// - Parameter request: what it is known by
    /// - Returns: `nil` where it is still queued, or the engine knows what became of it
    /// - Throws: what keeps SQLite from it
    public func outcome(of request: RequestReference) async throws -> RequestOutcome? {
        try await outcomes(of: [request])[request]
    }

    /// Finds what became of requests.
    /// - Parameter requests: what they are known by
    /// - Returns: the outcomes of those that have one
    /// - Throws: what keeps SQLite from it
    public func outcomes(of requests: [RequestReference]) async throws -> [RequestReference: RequestOutcome] {
        try await database.read { database in
            let query = try database.cachedStatement(
                sql: "SELECT code, detail, subject FROM outcomes WHERE request = ?")
            var found: [RequestReference: RequestOutcome] = [:]
            for request in requests {
                guard let row = try Row.fetchOne(query, arguments: [request.description]) else { continue }
                found[request] = try RequestLog.outcome(of: request, row)
            }
            return found
        }
    }

    private static func columns(_ outcome: RequestOutcome) -> (code: String?, detail: String?, subject: String?) {
        switch outcome {
        case .refused(let code, let detail): (code, detail, nil)
        case .repeated(let payment): (nil, nil, payment.description)
        case .unchanged(let account): (nil, nil, account.description)
        }
    }

    private static func outcome(of request: RequestReference, _ row: Row) throws -> RequestOutcome? {
        if let subject = row["subject"] as String? {
            switch request {
            case .payment: return PaymentID(subject).map(RequestOutcome.repeated)
            case .command: return .unchanged(try AccountID(subject))
            }
        }
        return .refused(code: row["code"] ?? "", detail: row["detail"] ?? "")
    }
}
