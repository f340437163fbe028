import BlockingIO
public import Journal
public import PaymentCore

/// The events of the journal, from any place, for readers beside the engine.
///
/// Reading blocks, so it happens on a few threads of its own.
public final class EventArchive: Sendable {
    /// An event and where it stands.
    public struct Record: Sendable, Hashable {
        /// Its place in the journal.
        public var position: Position
        /// When it was decided.
        public var time: Timestamp
        /// The event.
        public var event: Event
        /// How it stands among the events of its command: 0 is the first.
        public var step: Int
        /// Whether the command had an idempotency key.
        public var hasKey: Bool
    }

    /// Some events in order.
    public struct Page: Sendable {
        /// The events that were asked for.
        public var records: [Record]
        /// The last event that was looked at: the next page follows it.
        public var last: Position
    }

    private let pool: WorkerPool
    private let open: @Sendable () throws -> any JournalReader

    /// Creates an archive.
    /// - Parameters:
    ///   - threads: how many read side by side
    ///   - open: opens a reader of the journal
    /// - Throws: where the system has no thread left
    public init(threads: Int = 2, open: @escaping @Sendable () throws -> any JournalReader) throws {
        pool = try WorkerPool(name: "florin-events", count: threads)
        self.open = open
    }

    /// Reads events in order.
    /// - Parameters:
    ///   - after: the position behind which to begin
    ///   - upTo: a durable position at which a batch ends; nothing behind it is read
    ///   - limit: how many events at the most
    ///   - scanLimit: how many to look at, at the most
    ///   - byteLimit: after how many bytes of clients' words to end; at least one event is read
    ///   - isWanted: whether an event is asked for
    /// - Returns: the events, and how far it looked
    /// - Throws: ``JournalFault``, `.recycled` where events behind the position are gone
    public func events(
        after: Position, upTo: Position, limit: Int, scanLimit: Int = 100_000, byteLimit: Int = 1 << 20,
        where isWanted: @escaping @Sendable (Event, Position) -> Bool = { _, _ in true }
    ) async throws -> Page {
        guard after < upTo, limit > 0 else { return Page(records: [], last: after) }
        return try await pool.run { [open] in
            var reader = try open()
            var scan = EventScan(
                after: after, limit: limit, scanLimit: scanLimit, byteLimit: byteLimit, isWanted: isWanted)
            try reader.read(after: after, upTo: upTo) { header, payload, _ in
                try scan.take(header, payload)
            }
            return Page(records: scan.records, last: scan.last)
        }
    }

    /// Finds where the journal begins now.
    /// - Returns: the first position that it has, or will have
    /// - Throws: ``JournalFault``
    public func oldestPosition() async throws -> Position {
        try await pool.run { [open] in try open().oldestPosition() }
    }

    /// Reads the events at some places.
    /// - Parameters:
    ///   - positions: where they stand, ascending
    ///   - upTo: a durable position at which a batch ends, not before any of them
    /// - Returns: an event for each of them that is there
    /// - Throws: ``JournalFault``, `.recycled` where they are gone
    public func events(at positions: [Position], upTo: Position) async throws -> [Record] {
        guard let first = positions.first, first > .start else { return [] }
        return try await pool.run { [open] in
            var reader = try open()
            var records: [Record] = []
            var index = 0
            while index < positions.count, positions[index] <= upTo {
                let before = Position(positions[index].value - 1)
                let wanted = Set(positions[index...])
                var scan = EventScan(after: before, limit: .max, scanLimit: .max) { wanted.contains($1) }
                try reader.read(after: before, upTo: upTo) { header, payload, _ in
                    _ = try scan.take(header, payload)
                    return false
                }
                records += scan.records
                index = positions.firstIndex { $0 > scan.last } ?? positions.count
            }
            return records
        }
    }
}
