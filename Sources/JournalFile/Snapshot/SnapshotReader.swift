public import Journal
public import PaymentCore

/// Gives back the content of a snapshot, piece by piece, each verified.
public struct SnapshotReader<D: Disk> {
    private let disk: D
    private let file: D.File
    private let name: String
    private let fileSizeBytes: Int
    private let header: SnapshotHeader
    private var piece: [UInt8] = []
    private var pieceIndex: UInt64 = 0
    private var offset = SnapshotHeader.sizeBytes

    /// The last event that the snapshot covers.
    public var position: Position { header.position }
    /// The chain hash of the batch that ends there.
    public var hash: ChainHash { header.hash }

    init(disk: D, name: String, id: JournalID, position: Position) throws(JournalFault) {
        self.disk = disk
        self.name = name
        fileSizeBytes = try disk.sizeBytes(of: name)
        file = try disk.open(name, for: .reading)
        var bytes = [UInt8](repeating: 0, count: SnapshotHeader.sizeBytes)
        let count = try disk.read(file, at: 0, count: bytes.count, into: &bytes)
        guard count == bytes.count, let header = SnapshotHeader(reading: unsafe bytes.span.bytes),
            header.id == id, header.position == position
        else { throw JournalFault(.corrupt, "The snapshot \(name) has no valid header for this journal") }
        self.header = header
    }

    /// Reads the next piece.
    /// - Parameter body: receives bytes as they were appended: whole calls, many of them in one piece
    /// - Returns: false behind the last piece; the body is not called then
    /// - Throws: `.corrupt`, `.io`, what the body throws
    public mutating func next(_ body: (RawSpan) throws -> Void) throws -> Bool {
        guard let sizeBytes = try load() else { return false }
        try body(unsafe piece.span.bytes.extracting(first: sizeBytes))
        return true
    }

    /// Verifies the next piece without looking at it.
    /// - Returns: false behind the last piece
    mutating func skip() throws(JournalFault) -> Bool {
        try load() != nil
    }

    /// Reads and verifies a piece.
    /// - Returns: its size, nil for the end
    private mutating func load() throws(JournalFault) -> Int? {
        try read(SnapshotHeader.pieceHeaderSizeBytes)
        let sizeBytes = Int(unsafe piece.span.bytes.integer(at: 0, as: UInt32.self))
        let checksum = unsafe piece.span.bytes.integer(at: 4, as: UInt32.self)
        let isEnd = sizeBytes == 0
        try read(isEnd ? 8 : sizeBytes, behind: SnapshotHeader.pieceHeaderSizeBytes)
        guard withContent(isEnd ? 8 : sizeBytes, { header.checksum(index: pieceIndex, of: $0) }) == checksum else {
            throw damage()
        }
        guard !isEnd else {
            guard withContent(8, { $0.integer(at: 0, as: UInt64.self) }) == pieceIndex else { throw damage() }
            return nil
        }
        offset += SnapshotHeader.pieceHeaderSizeBytes + sizeBytes
        pieceIndex += 1
        return sizeBytes
    }

    private mutating func read(_ count: Int, behind distance: Int = 0) throws(JournalFault) {
        guard count <= fileSizeBytes - offset - distance else { throw damage() }
        if piece.count < count { piece = [UInt8](repeating: 0, count: count) }
        guard try disk.read(file, at: offset + distance, count: count, into: &piece) == count else { throw damage() }
    }

    private func withContent<Result>(_ sizeBytes: Int, _ body: (RawSpan) -> Result) -> Result {
        unsafe body(piece.span.bytes.extracting(first: sizeBytes))
    }

    private func damage() -> JournalFault {
        JournalFault(.corrupt, "The snapshot \(name) is damaged at offset \(offset), piece \(pieceIndex)")
    }
}
