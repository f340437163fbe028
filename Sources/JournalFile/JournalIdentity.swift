import Journal

/// The file that holds a journal's id; made durable before the first segment exists.
///
/// Magic `FLOI`, CRC-32C of the 24 bytes behind it, format version 1 in eight bytes, the id in sixteen.
enum JournalIdentity {
    static let name = "journal.id"
    private static let temporaryName = "journal.id.tmp"
    private static let magic: UInt32 = 0x494F_4C46
    private static let sizeBytes = 32

    /// Reads the id.
    /// - Throws: `.corrupt` when the file is damaged; `.io`
    static func read(from disk: some Disk) throws(JournalFault) -> JournalID {
        let file = try disk.open(name, for: .reading)
        var bytes = [UInt8](repeating: 0, count: sizeBytes)
        let count = try disk.read(file, at: 0, count: sizeBytes, into: &bytes)
        let content = unsafe bytes.span.bytes
        guard count == sizeBytes, content.integer(at: 0, as: UInt32.self) == magic,
            content.integer(at: 4, as: UInt32.self) == CRC32C.checksum(of: content.extracting(8..<sizeBytes)),
            content.integer(at: 8, as: UInt64.self) == 1
        else { throw JournalFault(.corrupt, "The file \(name), which says what journal this is, is damaged") }
        return JournalID(reading: content, at: 16)
    }

    /// Writes the id of a journal that has none yet; segments without an id are damage.
    static func ensure(_ id: JournalID, on disk: some Disk, names: [String]) throws(JournalFault) {
        guard !names.contains(name) else { return }
        guard names.allSatisfy({ Segment.sequence(inName: $0) == nil }) else {
            throw JournalFault(.corrupt, "The file \(name) is missing beside the segments")
        }
        try create(id, on: disk, names: names)
    }

    /// Writes the id of a new journal, durably.
    static func create(_ id: JournalID, on disk: some Disk, names: [String]) throws(JournalFault) {
        if names.contains(temporaryName) { try disk.remove(temporaryName) }
        var bytes = [UInt8](repeating: 0, count: sizeBytes)
        bytes.store(magic, at: 0)
        bytes.store(UInt64(1), at: 8)
        id.store(in: &bytes, at: 16)
        bytes.store(CRC32C.checksum(of: unsafe bytes.span.bytes.extracting(8..<sizeBytes)), at: 4)
        let file = try disk.open(temporaryName, for: .creating)
        try disk.write(unsafe bytes.span.bytes, to: file, at: 0)
        try disk.sync(file)
        try disk.rename(temporaryName, to: name)
        try disk.syncFolder()
    }
}
