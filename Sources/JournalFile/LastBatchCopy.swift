import Journal
import PaymentCore

/// A second copy of the last batch while opening a journal writes it once more.
///
/// The batch may have been acknowledged, and a power cut in the middle of writing its sectors may leave anything in them. So the
/// bytes lie durably in `journal.last` before they are written in their place, and from there they are restored.
/// A copy that stays behind is harmless: the journal has grown past it, and it fits only directly behind the end.
///
/// | offset | bytes | content |
/// |---|---|---|
/// | 0 | 4 | magic `FLOL` |
/// | 4 | 4 | CRC-32C of everything behind it |
/// | 8 | 8 | format version, 1 |
/// | 16 | 8 | sequence number of the segment |
/// | 24 | 8 | offset in the segment |
/// | 32 | | the batch |
struct LastBatchCopy: Sendable {
    static let name = "journal.last"
    private static let temporaryName = "journal.last.tmp"
    private static let magic: UInt32 = 0x4C4F_4C46
    private static let headerSizeBytes = 32

    /// The segment in which the batch belongs.
    let sequence: Int
    /// Where it begins there.
    let offset: Int
    /// The batch.
    let batch: [UInt8]

    init(sequence: Int, offset: Int, batch: [UInt8]) {
        self.sequence = sequence
        self.offset = offset
        self.batch = batch
    }

    /// Reads a copy from any bytes.
    /// - Returns: nil if these are none
    init?(reading bytes: [UInt8]) {
        let content = unsafe bytes.span.bytes
        guard bytes.count > Self.headerSizeBytes, content.integer(at: 0, as: UInt32.self) == Self.magic,
            content.integer(at: 4, as: UInt32.self) == CRC32C.checksum(of: content.extracting(8..<bytes.count)),
            content.integer(at: 8, as: UInt64.self) == 1,
            let sequence = Int(exactly: content.integer(at: 16, as: UInt64.self)),
            let offset = Int(exactly: content.integer(at: 24, as: UInt64.self))
        else { return nil }
        self.init(sequence: sequence, offset: offset, batch: Array(bytes[Self.headerSizeBytes...]))
    }

    /// Reads the copy that opening has left behind.
    /// - Returns: nil if it is not readable
    static func read(from disk: some Disk) throws(JournalFault) -> LastBatchCopy? {
        let sizeBytes = try disk.sizeBytes(of: name)
        var bytes = [UInt8](repeating: 0, count: min(sizeBytes, headerSizeBytes + Int(UInt32.max)))
        let file = try disk.open(name, for: .reading)
        let count = try disk.read(file, at: 0, count: bytes.count, into: &bytes)
        return count == bytes.count ? LastBatchCopy(reading: bytes) : nil
    }

    /// Writes the copy durably.
    func store(on disk: some Disk, names: [String]) throws(JournalFault) {
        var bytes = [UInt8](repeating: 0, count: Self.headerSizeBytes)
        bytes.append(contentsOf: batch)
        bytes.store(Self.magic, at: 0)
        bytes.store(UInt64(1), at: 8)
        bytes.store(UInt64(sequence), at: 16)
        bytes.store(UInt64(offset), at: 24)
        bytes.store(CRC32C.checksum(of: unsafe bytes.span.bytes.extracting(8..<bytes.count)), at: 4)
        if names.contains(Self.temporaryName) { try disk.remove(Self.temporaryName) }
        let file = try disk.open(Self.temporaryName, for: .creating)
        try disk.write(unsafe bytes.span.bytes, to: file, at: 0)
        try disk.sync(file)
        try disk.rename(Self.temporaryName, to: Self.name)
        try disk.syncFolder()
    }

    /// The batch's header if the batch is intact.
    func header() -> BatchHeader? {
        do throws(BatchDefect) {
            let header = try BatchHeader(reading: unsafe batch.span.bytes)
            try header.verifyChecksum(of: unsafe batch.span.bytes)
            return header
        } catch {
            return nil
        }
    }
}
