import Journal

/// Looks for batches in one segment after the other, through one large buffer.
struct SegmentReader<D: Disk> {
    private let disk: D
    private let pieceSizeBytes: Int
    private var file: D.File?
    private(set) var segment: Segment?
    private var buffer: [UInt8] = []
    private var windowStart = 0
    private var windowSize = 0

    /// Creates a reader.
    /// - Parameters:
    ///   - disk: the folder
    ///   - pieceSizeBytes: how much is read at once; by default so much that system calls do not count
    init(disk: D, pieceSizeBytes: Int = 4 << 20) {
        self.disk = disk
        self.pieceSizeBytes = pieceSizeBytes
    }

    /// Turns to a segment; nothing happens if it is the present one.
    mutating func select(_ segment: Segment) throws(JournalFault) {
        guard segment.sequence != self.segment?.sequence else { return }
        file = try disk.open(segment.name, for: .reading)
        self.segment = segment
        windowStart = 0
        windowSize = 0
    }

    /// Forgets what it has read.
    mutating func forget() {
        windowSize = 0
    }

    /// Reads the header of the batch that begins at an offset; its checksum is not verified.
    /// - Returns: the header, or why there is none; a header's batch lies inside the segment
    mutating func header(at offset: Int) throws(JournalFault) -> Result<BatchHeader, BatchDefect> {
        guard let segment, try load(offset, count: BatchHeader.sizeBytes) else { return .failure(.short) }
        let start = offset - windowStart
        let bytes = unsafe buffer.span.bytes.extracting(start..<(start + BatchHeader.sizeBytes))
        do throws(BatchDefect) {
            let header = try BatchHeader(reading: bytes)
            return header.totalSizeBytes <= segment.sizeBytes - offset ? .success(header) : .failure(.size)
        } catch {
            return .failure(error)
        }
    }

    /// Verifies the checksum of a batch whose header was read.
    /// - Returns: the defect, nil when it is as it was written
    mutating func defect(of header: BatchHeader, at offset: Int) throws(JournalFault) -> BatchDefect? {
        guard try load(offset, count: header.totalSizeBytes) else { return .short }
        do throws(BatchDefect) {
            let start = offset - windowStart
            let bytes = unsafe buffer.span.bytes.extracting(start..<(start + header.totalSizeBytes))
            try header.verifyChecksum(of: bytes)
            return nil
        } catch {
            return error
        }
    }

    /// Runs a closure with bytes that were verified before.
    func withBytes<Result>(
        at offset: Int, count: Int, _ body: (RawSpan) throws -> Result
    ) rethrows -> Result {
        let start = offset - windowStart
        return try unsafe body(buffer.span.bytes.extracting(start..<(start + count)))
    }

    /// Makes bytes available in the buffer.
    /// - Returns: false if the segment does not have them
    private mutating func load(_ offset: Int, count: Int) throws(JournalFault) -> Bool {
        if offset >= windowStart, offset + count <= windowStart + windowSize { return true }
        guard let segment, let file, offset >= 0, count <= segment.sizeBytes - offset else { return false }
        let wanted = min(max(count, pieceSizeBytes), segment.sizeBytes - offset)
        if buffer.count < wanted {
            buffer = [UInt8](repeating: 0, count: wanted)
        }
        windowSize = 0
        windowSize = try disk.read(file, at: offset, count: wanted, into: &buffer)
        windowStart = offset
        return count <= windowSize
    }
}
