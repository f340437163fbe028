import Journal
import PaymentCore

/// A note beside the segments of how far the journal was acknowledged.
///
/// Written after every successful sync of a batch and not synced itself: after a killed process it is exact, after a power cut it
/// is a lower bound. A journal that ends before its mark has lost acknowledged batches. Two slots in two sectors take turns,
/// so that a torn one leaves the other.
///
/// | offset | bytes | content |
/// |---|---|---|
/// | 0 | 4 | magic `FLOM` |
/// | 4 | 4 | CRC-32C of the 32 bytes behind it |
/// | 8 | 8 | format version, 1 |
/// | 16 | 16 | journal id |
/// | 32 | 8 | position |
struct EndMark<D: Disk> {
    static var name: String { "journal.mark" }
    private static var magic: UInt32 { 0x4D4F_4C46 }
    private static var slotSizeBytes: Int { 40 }
    private static var slotDistanceBytes: Int { 512 }

    private let disk: D
    private let file: D.File
    private var slot: [UInt8]
    private var usesSecond = false

    /// Opens the mark for writing; creates it where it is missing.
    init(disk: D, id: JournalID, exists: Bool) throws(JournalFault) {
        self.disk = disk
        file = try disk.open(Self.name, for: exists ? .writing : .creating)
        slot = [UInt8](repeating: 0, count: Self.slotSizeBytes)
        slot.store(Self.magic, at: 0)
        slot.store(UInt64(1), at: 8)
        id.store(in: &slot, at: 16)
    }

    /// Notes an end that is durable.
    ///
    /// Failing is no fault: an older mark is still a lower bound.
    mutating func note(_ end: Position) {
        slot.store(end.value, at: 32)
        slot.store(CRC32C.checksum(of: unsafe slot.span.bytes.extracting(8..<Self.slotSizeBytes)), at: 4)
        try? disk.write(unsafe slot.span.bytes, to: file, at: usesSecond ? Self.slotDistanceBytes : 0)
        usesSecond.toggle()
    }

    /// Reads the highest mark.
    /// - Returns: the position before which nothing may be missing; 0 where nothing readable is there
    static func read(from disk: D, id: JournalID) throws(JournalFault) -> Position {
        let file = try disk.open(name, for: .reading)
        var bytes = [UInt8](repeating: 0, count: slotDistanceBytes + slotSizeBytes)
        let count = try disk.read(file, at: 0, count: bytes.count, into: &bytes)
        var end = Position.start
        for offset in [0, slotDistanceBytes] where offset + slotSizeBytes <= count {
            let slot = unsafe bytes.span.bytes.extracting(offset..<(offset + slotSizeBytes))
            guard slot.integer(at: 0, as: UInt32.self) == magic,
                slot.integer(at: 4, as: UInt32.self) == CRC32C.checksum(of: slot.extracting(8..<slotSizeBytes)),
                slot.integer(at: 8, as: UInt64.self) == 1,
                JournalID(reading: slot, at: 16) == id
            else { continue }
            end = max(end, Position(slot.integer(at: 32, as: UInt64.self)))
        }
        return end
    }
}
