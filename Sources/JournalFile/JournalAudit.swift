public import Journal
public import PaymentCore

/// A journal seen from outside: every batch of it verified, and not a byte changed.
///
/// It takes no lock. Beside a running writer it may miss the newest batches, and recycling meanwhile makes it fail.
public struct JournalAudit: Sendable, Hashable {
    /// How many segments hold batches.
    public let segmentCount: Int
    /// How many segments wait for their turn.
    public let spareCount: Int
    /// How many batches there are.
    public let batchCount: Int
    /// How many bytes they take, headers and padding included.
    public let batchSizeBytes: Int
    /// The place before the first event; 0 unless the beginning was recycled.
    public let start: Position
    /// The place of the last event.
    public let end: Position
    /// The chain hash of the last batch.
    public let endHash: ChainHash

    /// How many events there are.
    public var eventCount: UInt64 {
        end.value - start.value
    }

    /// Verifies a journal from its first batch to its last.
    /// - Parameters:
    ///   - disk: the folder; a ``POSIXDisk`` that creates nothing
    ///   - body: receives each verified batch and its payload, which is valid during the call only
    /// - Throws: the first ``JournalFault`` met, naming file, offset and position; what the body throws
    public init(of disk: some Disk, _ body: (BatchHeader, RawSpan) throws -> Void = { _, _ in }) throws {
        try self.init(hashesOf: disk) { header, payload, _ in try body(header, payload) }
    }

    /// Verifies a journal from its first batch to its last, and tells the chain hash of each.
    /// - Parameters:
    ///   - disk: the folder; a ``POSIXDisk`` that creates nothing
    ///   - body: receives each verified batch, its payload, which is valid during the call only, and its chain hash
    /// - Throws: the first ``JournalFault`` met, naming file, offset and position; what the body throws
    public init(hashesOf disk: some Disk, _ body: (BatchHeader, RawSpan, ChainHash) throws -> Void) throws {
        let names = try disk.names()
        guard names.contains(JournalIdentity.name) else {
            throw JournalFault(.corrupt, "There is no journal: the file \(JournalIdentity.name) is missing")
        }
        let found = try JournalRecovery(disk: disk, names: names, trusted: .start, body)
        segmentCount = found.live.count
        spareCount = found.spares.count
        batchCount = found.batchCount
        batchSizeBytes = found.batchSizeBytes
        start = found.live.first?.first.map { Position($0.value - 1) } ?? .start
        end = found.end
        endHash = found.hash
    }
}
