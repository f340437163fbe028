public import Journal
public import PaymentCore

/// Snapshots of a state, in files beside the journal (`snapshot-00000000000000012345.snap`).
///
/// The two newest are kept: when the newest is damaged the one before it serves, and so the journal must not be recycled beyond
/// the *older* one (``oldestPosition()``). May be used on any thread, by one caller at a time, while the journal is being written.
public struct SnapshotStore<D: Disk>: Sendable {
    private let disk: D
    private let id: JournalID
    private static var temporaryName: String { "snapshot.tmp" }
    private static var keptSnapshots: Int { 2 }

    /// Creates a store; nothing is read or written yet.
    /// - Parameters:
    ///   - disk: the folder
    ///   - id: the journal to which the snapshots belong
    public init(disk: D, id: JournalID) {
        self.disk = disk
        self.id = id
    }

    /// Writes a snapshot and returns when it is durable; then removes all but the two newest.
    ///
    /// A crash or a fault leaves the earlier snapshots as they were.
    /// - Parameters:
    ///   - position: the last event that the snapshot covers; durable in the journal already
    ///   - hash: the chain hash of the batch that ends there
    ///   - body: appends the content, as large as it may be
    /// - Throws: `.full`, `.io`, what the body throws
    public func write(
        position: Position, hash: ChainHash, _ body: (inout SnapshotWriter<D>) throws -> Void
    ) throws {
        if try disk.names().contains(Self.temporaryName) { try disk.remove(Self.temporaryName) }
        let header = SnapshotHeader(id: id, position: position, hash: hash, salt: .random())
        do {
            var writer = try SnapshotWriter(disk: disk, name: Self.temporaryName, header: header)
            try body(&writer)
            try writer.finish()
            try disk.rename(Self.temporaryName, to: Self.name(position))
            try disk.syncFolder()
        } catch {
            try? disk.remove(Self.temporaryName)
            throw error
        }
        try removeOld()
    }

    /// Opens the newest snapshot that is intact; damaged ones are passed over.
    ///
    /// It is read once from beginning to end before it is handed out: nobody has to cope with half a state.
    /// - Parameter limit: newer snapshots than this are passed over
    /// - Returns: a reader that stands before the first piece; nil if there is no intact snapshot of this journal
    /// - Throws: `.io`
    public func newest(upTo limit: Position = Position(.max)) throws(JournalFault) -> SnapshotReader<D>? {
        for position in try positions().reversed() where position <= limit {
            let name = Self.name(position)
            do throws(JournalFault) {
                var trial = try SnapshotReader(disk: disk, name: name, id: id, position: position)
                while try trial.skip() {}
                return try SnapshotReader(disk: disk, name: name, id: id, position: position)
            } catch {
                guard error.code == .corrupt else { throw error }
            }
        }
        return nil
    }

    /// Looks at the oldest snapshot that is kept: events behind it must stay in the journal.
    /// - Returns: its position; nil if there is no snapshot
    /// - Throws: `.io`
    public func oldestPosition() throws(JournalFault) -> Position? {
        try positions().first
    }

    private func positions() throws(JournalFault) -> [Position] {
        try disk.names().compactMap(Self.position(inName:)).sorted()
    }

    private func removeOld() throws(JournalFault) {
        let positions = try positions()
        guard positions.count > Self.keptSnapshots else { return }
        for position in positions.dropLast(Self.keptSnapshots) {
            try disk.remove(Self.name(position))
        }
        try disk.syncFolder()
    }

    static func name(_ position: Position) -> String {
        let digits = String(position.value)
        return "snapshot-" + String(repeating: "0", count: max(0, 20 - digits.count)) + digits + ".snap"
    }

    static func position(inName name: String) -> Position? {
        guard name.hasPrefix("snapshot-"), name.hasSuffix(".snap"),
            let value = UInt64(name.dropFirst(9).dropLast(5)), Self.name(Position(value)) == name
        else { return nil }
        return Position(value)
    }
}
