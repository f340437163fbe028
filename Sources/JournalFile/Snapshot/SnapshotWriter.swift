public import Journal

/// Takes the content of a snapshot and writes it in pieces.
public struct SnapshotWriter<D: Disk> {
    private let disk: D
    private let file: D.File
    private let header: SnapshotHeader
    private var piece: [UInt8] = []
    private var pieceIndex: UInt64 = 0
    private var offset: Int
    private var unsyncedSizeBytes = 0

    private static var pieceSizeBytes: Int { 1 << 20 }
    // Often enough that the journal, which syncs the same disk, never waits long.
    private static var syncDistanceBytes: Int { 4 << 20 }

    init(disk: D, name: String, header: SnapshotHeader) throws(JournalFault) {
        self.disk = disk
        self.header = header
        file = try disk.open(name, for: .creating)
        let bytes = header.bytes
        try disk.write(unsafe bytes.span.bytes, to: file, at: 0)
        offset = bytes.count
        startPiece()
    }

    /// Appends bytes.
    ///
    /// What one call appends is never split: it comes back inside one piece, so a record needs no framing against pieces.
    /// - Parameter bytes: part of the content; at most 1 GiB
    /// - Throws: `.full`, `.io`, `.tooLarge`
    public mutating func append(_ bytes: RawSpan) throws(JournalFault) {
        guard bytes.byteCount <= 1 << 30 else {
            throw JournalFault(.tooLarge, "A snapshot takes at most 1 GiB at once, not \(bytes.byteCount) bytes")
        }
        if piece.count + bytes.byteCount > Self.pieceSizeBytes { try flush() }
        unsafe bytes.withUnsafeBytes { unsafe piece.append(contentsOf: $0) }
    }

    /// Appends bytes.
    ///
    /// What one call appends is never split: it comes back inside one piece, so a record needs no framing against pieces.
    /// - Parameter bytes: part of the content; at most 1 GiB
    /// - Throws: `.full`, `.io`, `.tooLarge`
    public mutating func append(_ bytes: [UInt8]) throws(JournalFault) {
        try append(unsafe bytes.span.bytes)
    }

    /// Writes what is left and the end, and makes the file durable.
    mutating func finish() throws(JournalFault) {
        try flush()
        piece.append(contentsOf: repeatElement(0, count: 8))
        piece.store(pieceIndex, at: SnapshotHeader.pieceHeaderSizeBytes)
        try writePiece(sizeBytes: 0)
        try disk.sync(file)
    }

    private mutating func flush() throws(JournalFault) {
        let sizeBytes = piece.count - SnapshotHeader.pieceHeaderSizeBytes
        guard sizeBytes > 0 else { return }
        try writePiece(sizeBytes: sizeBytes)
        pieceIndex += 1
        if unsyncedSizeBytes >= Self.syncDistanceBytes {
            try disk.sync(file)
            unsyncedSizeBytes = 0
        }
    }

    private mutating func writePiece(sizeBytes: Int) throws(JournalFault) {
        let checksum = header.checksum(
            index: pieceIndex,
            of: unsafe piece.span.bytes.extracting(droppingFirst: SnapshotHeader.pieceHeaderSizeBytes))
        piece.store(UInt32(sizeBytes), at: 0)
        piece.store(checksum, at: 4)
        try disk.write(unsafe piece.span.bytes, to: file, at: offset)
        offset += piece.count
        unsyncedSizeBytes += piece.count
        startPiece()
    }

    private mutating func startPiece() {
        piece.removeAll(keepingCapacity: true)
        piece.append(contentsOf: repeatElement(0, count: SnapshotHeader.pieceHeaderSizeBytes))
    }
}
