import Journal
import PaymentCore

/// Goes through the batches of a journal in order and accepts only what belongs there.
///
/// A batch counts if magic, version, checksum, journal id, position and the hash of its predecessor fit. Where the next place in
/// a segment holds no such batch, the first place of the next segment may. Where that holds none either the journal ends:
/// what else lies there is the torn rest of the one batch that was in flight, or the old content of a recycled segment,
/// whose positions are lower. But an intact batch with a higher position shows that something is missing before it:
/// then the journal is corrupt.
struct JournalWalk<D: Disk> {
    private let id: JournalID
    private(set) var segments: [Segment]
    private let copy: LastBatchCopy?
    private var reader: SegmentReader<D>

    /// The position of the last batch; nil before the first batch of a journal whose beginning was recycled.
    private(set) var end: Position?
    /// The hash of the last batch; nil where it cannot be known yet.
    private(set) var hash: ChainHash?
    /// The segment of the last batch, and of the next one if it fits there: an index into the segments given.
    private(set) var segmentIndex = 0
    /// Where the next batch would begin in that segment.
    private(set) var offset = 0
    /// The last batch.
    private(set) var header: BatchHeader?
    /// Whether the last batch was taken from its copy, because its own place does not hold it.
    private(set) var endsWithCopy = false

    /// Where the last batch begins in its segment.
    var batchOffset: Int {
        offset - (header?.totalSizeBytes ?? 0)
    }

    /// Begins before the first batch of the first segment.
    /// - Parameters:
    ///   - disk: the folder
    ///   - id: the journal's id
    ///   - segments: the segments in order, without gaps
    ///   - end: the position before the first segment if it is known
    ///   - copy: what may stand in for the last batch
    init(disk: D, id: JournalID, segments: [Segment], end: Position? = nil, copy: LastBatchCopy? = nil) {
        self.id = id
        self.segments = segments
        self.copy = copy
        reader = SegmentReader(disk: disk)
        let isWhole = segments.first.map { $0.sequence == 0 } ?? true
        self.end = isWhole ? .start : end
        hash = isWhole ? .zero : nil
    }

    /// Begins at a batch in the middle of a segment.
    /// - Parameters:
    ///   - disk: the folder
    ///   - id: the journal's id
    ///   - segments: the segments from that one on, in order, without gaps
    ///   - offset: where the batch begins in the first of them
    ///   - end: the position before that batch
    ///   - pieceSizeBytes: how much is read at once
    init(disk: D, id: JournalID, segments: [Segment], offset: Int, end: Position, pieceSizeBytes: Int) {
        self.id = id
        self.segments = segments
        self.offset = offset
        self.end = end
        copy = nil
        hash = offset == 0 && segments.first?.sequence == 0 ? .zero : nil
        reader = SegmentReader(disk: disk, pieceSizeBytes: pieceSizeBytes)
    }

    /// Forgets what was read ahead, because a writer may have written there meanwhile.
    mutating func forgetReadAhead() {
        reader.forget()
    }

    /// Takes in segments that a writer has begun meanwhile.
    /// - Parameter newer: the segments from the present one on
    mutating func extend(with newer: [Segment]) {
        segments = Array(segments[...segmentIndex]) + newer.dropFirst()
    }

    /// Goes to the next batch.
    /// - Returns: its header, nil if there is none
    /// - Throws: `.io`
    mutating func next() throws(JournalFault) -> BatchHeader? {
        guard segmentIndex < segments.count, !endsWithCopy else { return nil }
        let hasNextPlace = header != nil && segmentIndex + 1 < segments.count
        if let header = try batch(in: segmentIndex, at: offset) { return header }
        if hasNextPlace, let header = try batch(in: segmentIndex + 1, at: 0) { return header }
        if let header = batchFromCopy(in: segmentIndex, at: offset) { return header }
        return hasNextPlace ? batchFromCopy(in: segmentIndex + 1, at: 0) : nil
    }

    /// Makes sure, where ``next()`` found nothing, that nothing is missing.
    /// - Returns: false where a writer has appended meanwhile, so that ``next()`` finds more
    /// - Throws: `.corrupt` naming the place; `.io`
    mutating func requireEnd() throws(JournalFault) -> Bool {
        guard !segments.isEmpty else { return true }
        let isForeign = try isForeign()
        if isForeign || end == nil { throw try corruption(found: nil) }
        for index in segmentIndex..<segments.count {
            try reader.select(segments[index])
            var offset = index == segmentIndex ? self.offset : 0
            while offset < segments[index].sizeBytes {
                if let header = try laterBatch(at: offset) {
                    if try hasGrown() { return false }
                    let place = "\(segments[index].name) at offset \(offset)"
                    throw try corruption(found: "a later batch, of position \(header.first.value), stands in \(place)")
                }
                offset += BatchHeader.alignmentBytes
            }
        }
        return true
    }

    /// Whether the batch that was missing when the walk came here is there now.
    ///
    /// Beside a running writer it may have come between that look and the search for later ones.
    private mutating func hasGrown() throws(JournalFault) -> Bool {
        reader.forget()
        if case .success = try candidate(in: segmentIndex, at: offset) { return true }
        guard header != nil, segmentIndex + 1 < segments.count else { return false }
        if case .success = try candidate(in: segmentIndex + 1, at: 0) { return true }
        return false
    }

    /// The fault for a batch that is missing where the walk stands.
    mutating func corruption(found: String?) throws(JournalFault) -> JournalFault {
        guard segmentIndex < segments.count else {
            return JournalFault(.corrupt, "The journal has no segments" + (found.map { "; " + $0 } ?? ""))
        }
        let position = end.map { "position \($0.next.value)" } ?? "the first position"
        let place = "\(segments[segmentIndex].name), offset \(offset), \(position)"
        var reason = ""
        if case .failure(let defect) = try candidate(in: segmentIndex, at: offset) {
            reason = ": " + defect.rawValue
        }
        return JournalFault(.corrupt, "The journal is damaged in \(place)\(reason)" + (found.map { "; " + $0 } ?? ""))
    }

    /// Lends the bytes of the last batch, header and padding included.
    func withBatch<Result>(_ body: (RawSpan) throws -> Result) rethrows -> Result {
        if endsWithCopy, let copy { return try unsafe body(copy.batch.span.bytes) }
        return try reader.withBytes(at: batchOffset, count: header?.totalSizeBytes ?? 0, body)
    }

    /// Lends the payload of the last batch.
    func withPayload<Result>(_ body: (RawSpan) throws -> Result) rethrows -> Result {
        let count = header?.payloadSizeBytes ?? 0
        return try withBatch { batch in
            try body(batch.extracting(last: batch.byteCount - BatchHeader.sizeBytes).extracting(first: count))
        }
    }

    /// The batch that stands at a place if it is the one that comes next.
    ///
    /// The checksum is last: it costs most.
    private mutating func candidate(
        in index: Int, at offset: Int
    ) throws(JournalFault) -> Result<BatchHeader, BatchDefect> {
        try reader.select(segments[index])
        let found = try reader.header(at: offset)
        guard case .success(let header) = found else { return found }
        if let defect = misfit(of: header) { return .failure(defect) }
        if let defect = try reader.defect(of: header, at: offset) { return .failure(defect) }
        return found
    }

    /// Why a batch is not the one that comes next.
    private func misfit(of header: BatchHeader) -> BatchDefect? {
        guard header.id == id else { return .foreign }
        if let end, header.first != end.next { return .position }
        if let hash, header.previous != hash { return .previous }
        return nil
    }

    private mutating func batch(in index: Int, at offset: Int) throws(JournalFault) -> BatchHeader? {
        guard case .success(let header) = try candidate(in: index, at: offset) else { return nil }
        let hash = reader.withBytes(at: offset, count: header.totalSizeBytes) { ChainHash(of: $0) }
        return accept(header, hash, in: index, at: offset)
    }

    private mutating func batchFromCopy(in index: Int, at offset: Int) -> BatchHeader? {
        guard let copy, copy.sequence == segments[index].sequence, copy.offset == offset,
            let header = copy.header(), misfit(of: header) == nil,
            header.totalSizeBytes <= segments[index].sizeBytes - offset
        else { return nil }
        endsWithCopy = true
        return accept(header, ChainHash(of: unsafe copy.batch.span.bytes), in: index, at: offset)
    }

    private mutating func accept(
        _ header: BatchHeader, _ hash: ChainHash, in index: Int, at offset: Int
    ) -> BatchHeader {
        self.hash = hash
        self.header = header
        end = header.last
        segmentIndex = index
        self.offset = offset + header.totalSizeBytes
        return header
    }

    /// Whether, instead of this journal's first batch, there is one of another journal: not what a crash leaves behind.
    private mutating func isForeign() throws(JournalFault) -> Bool {
        guard header == nil else { return false }
        try reader.select(segments[0])
        guard case .success(let header) = try reader.header(at: 0), header.id != id else { return false }
        return try reader.defect(of: header, at: 0) == nil
    }

    /// An intact batch of this journal behind the end, if one begins exactly here.
    private mutating func laterBatch(at offset: Int) throws(JournalFault) -> BatchHeader? {
        guard case .success(let header) = try reader.header(at: offset), header.id == id else { return nil }
        if let end, header.first <= end { return nil }
        return try reader.defect(of: header, at: offset) == nil ? header : nil
    }
}
