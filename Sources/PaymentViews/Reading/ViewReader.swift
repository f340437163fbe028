import GRDB
public import PaymentCore

/// Reads the views, beside the writer.
///
/// Every call sees the views as they were at one position, and says at which. Limits are taken as 1 where they are smaller, and as
/// ``maximumLimit`` where they are larger.
///
/// **Threads.** Calls wait for one of the file's readers without blocking the caller's thread. A task that is cancelled gets a
/// `CancellationError`.
///
/// All calls throw ``ViewFault``: `.damaged` where the file makes no sense and must be made anew, `.io`, `.busy`.
public struct ViewReader: Sendable {
    /// The most payments, accounts, entries or positions of one page.
    public static let maximumLimit = 1000

    let store: ViewStore

    init(_ store: ViewStore) {
        self.store = store
    }

    /// Reads up to where the views have come.
    /// - Returns: the last event
    /// - Throws: ``ViewFault``
    public func position() async throws -> Position {
        try await read { _ in () }.position
    }

    /// Reads in one snapshot.
    func read<Value: Sendable>(_ body: @Sendable (ReadSession) throws -> Value) async throws -> Viewed<Value> {
        let settings = store.settings
        do {
            return try await store.pool.read { database in
                let session = try ReadSession(database, settings)
                return Viewed(value: try body(session), position: session.position)
            }
        } catch let error as CancellationError {
            throw error
        } catch {
            // Cancelling a task interrupts SQLite, which then speaks of an interruption.
            try Task.checkCancellation()
            throw ViewFault(error)
        }
    }

    static func clamped(_ limit: Int) -> Int {
        min(max(1, limit), maximumLimit)
    }
}
