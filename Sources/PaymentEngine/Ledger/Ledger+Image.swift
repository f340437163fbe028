package import Journal
import PaymentCore

/// The image of a ledger: the state's blocks, for how many milliseconds keys were remembered (tag 66, a count of 1, the number), the keys'
/// blocks (tag 64, a count, that many records) and an end block (tag 65).
extension Ledger {
    private static let keysTag: UInt8 = 64
    private static let endTag: UInt8 = 65
    private static let retentionTag: UInt8 = 66
    private static let recordsPerBlock = 4096

    /// A copy for ``writeImage(_:)`` that shares its memory with this ledger.
    func frozen() -> Ledger {
        var copy = self
        copy.state = state.frozen()
        copy.window.dropIndex()
        return copy
    }

    /// Writes the image.
    ///
    /// Keys that are over at the time of the last event are left out, so that equal ledgers have equal images.
    /// - Parameter emit: takes a block
    package func writeImage(_ emit: ([UInt8]) throws -> Void) rethrows {
        try state.writeImage(emit)
        var retention = Ledger.block(Ledger.retentionTag, 1)
        retention.appendLittleEndian(window.retentionMilliseconds)
        try emit(retention)
        var records: [UInt8] = []
        var count = 0
        try window.forEach(at: state.time) { record in
            record.write(to: &records)
            count += 1
            if count == Ledger.recordsPerBlock {
                try emit(Ledger.block(Ledger.keysTag, count) + records)
                records.removeAll(keepingCapacity: true)
                count = 0
            }
        }
        if count > 0 { try emit(Ledger.block(Ledger.keysTag, count) + records) }
        try emit(Ledger.block(Ledger.endTag, 0))
    }

    /// Takes in whole blocks of an image.
    /// - Parameters:
    ///   - bytes: one block or more
    ///   - isComplete: becomes true at the end block
    /// - Throws: ``ImageFault``; the ledger must not be used any more, then
    mutating func readImage(_ bytes: RawSpan, isComplete: inout Bool) throws(ImageFault) {
        var cursor = ImageCursor()
        while cursor.offset < bytes.byteCount {
            if try state.readImageBlock(bytes, &cursor) { continue }
            switch try cursor.integer(bytes, as: UInt8.self) {
            case Ledger.keysTag:
                for _ in 0..<(try cursor.integer(bytes, as: UInt32.self)) {
                    window.replace(try IdempotencyRecord(bytes, &cursor))
                }
            case Ledger.retentionTag:
                _ = try cursor.integer(bytes, as: UInt32.self)
                // Keys that were over then would not be over now: only the journal has them.
                let retention = try cursor.integer(bytes, as: Int64.self)
                guard retention >= window.retentionMilliseconds else { throw .shorterRetention }
            case Ledger.endTag:
                _ = try cursor.integer(bytes, as: UInt32.self)
                isComplete = true
            default: throw .malformed
            }
        }
    }

    /// The SHA-256 over the image of the state, block by block: each block is hashed together with the hash of those before it.
    package var stateDigest: ChainHash {
        var hash = ChainHash.zero
        state.writeImage { block in
            var bytes = [UInt8](repeating: 0, count: ChainHash.sizeBytes)
            hash.store(in: &bytes, at: 0)
            bytes.append(contentsOf: block)
            hash = ChainHash(of: unsafe bytes.span.bytes)
        }
        return hash
    }

    /// How many keys this ledger remembers that another one does not remember in the same way.
    /// - Parameter other: a ledger of the same position
    /// - Returns: 0 where the other one remembers them all
    package func keysMissing(from other: Ledger) -> Int {
        var (missing, other) = (0, other)
        window.forEach(at: state.time) { record in
            if other.window.find(record.stamp.key, at: state.time) != record { missing += 1 }
        }
        return missing
    }

    /// How many keys are remembered.
    package var keyCount: Int { window.count }

    /// Rebuilds a ledger from the newest snapshot alone.
    /// - Parameters:
    ///   - snapshots: where the snapshots are
    ///   - settings: how the engine works
    /// - Returns: `nil` where there is no intact snapshot
    /// - Throws: ``JournalFault``
    package static func restored(from snapshots: any SnapshotStorage, settings: EngineSettings) throws -> Ledger? {
        var ledger = Ledger(settings: settings)
        try ledger.restore(from: snapshots, upTo: Position(.max), settings)
        return ledger.state.position > .start ? ledger : nil
    }

    private static func block(_ tag: UInt8, _ count: Int) -> [UInt8] {
        var bytes: [UInt8] = [tag]
        bytes.appendLittleEndian(UInt32(count))
        return bytes
    }
}
