public import Journal
public import PaymentCore

extension SnapshotStore: SnapshotStorage {
    /// Opens the store of a folder before its journal is opened.
    /// - Parameter disk: the folder
    /// - Returns: `nil` where there is no journal yet
    /// - Throws: `.corrupt`, `.io`
    public static func existing(on disk: D) throws(JournalFault) -> SnapshotStore? {
        guard try disk.names().contains(JournalIdentity.name) else { return nil }
        return SnapshotStore(disk: disk, id: try JournalIdentity.read(from: disk))
    }

    /// Finds how far the newest intact snapshot reaches.
    /// - Returns: ``Position/start`` if there is none
    /// - Throws: `.io`
    public func newestPosition() throws(JournalFault) -> Position {
        try newest()?.position ?? .start
    }

    /// Writes a snapshot and returns when it is durable.
    /// - Parameters:
    ///   - position: the last event that the snapshot covers
    ///   - hash: the chain hash of the batch that ends there
    ///   - body: gives the content, block by block
    /// - Throws: `.full`, `.io`, what the body throws
    public func write(
        position: Position, hash: ChainHash, _ body: (_ append: ([UInt8]) throws -> Void) throws -> Void
    ) throws {
        try write(position: position, hash: hash) { (writer: inout SnapshotWriter<D>) in
            try body { try writer.append($0) }
        }
    }

    /// Reads the newest snapshot that is intact.
    /// - Parameters:
    ///   - limit: newer snapshots than this are passed over
    ///   - body: takes the content in whole blocks, several at a time
    /// - Returns: the last event that the snapshot covers and the chain hash there; `nil` if there is no snapshot
    /// - Throws: `.io`, what the body throws
    public func readNewest(
        upTo limit: Position, _ body: (RawSpan) throws -> Void
    ) throws -> (position: Position, hash: ChainHash)? {
        guard var reader = try newest(upTo: limit) else { return nil }
        while try reader.next(body) {}
        return (reader.position, reader.hash)
    }
}
