import Journal
import PaymentCore

/// What is found in a folder that holds a journal; finding it changes no byte.
struct JournalRecovery<D: Disk> {
    /// The journal's id.
    let id: JournalID
    /// How far the journal was acknowledged, as far as that is known.
    let mark: Position
    /// The segments up to the one with the last batch, the oldest first.
    private(set) var live: [Segment] = []
    /// The segments behind it.
    private(set) var spares: [Segment] = []
    /// The last position.
    private(set) var end = Position.start
    /// The hash of the last batch.
    private(set) var hash = ChainHash.zero
    /// Where the last batch begins in the last live segment.
    private(set) var lastOffset = 0
    /// Where the next batch may begin there.
    private(set) var nextOffset = 0
    /// The last batch if it has to be restored from its copy.
    private(set) var restored: LastBatchCopy?
    /// How many batches were verified.
    private(set) var batchCount = 0
    /// How many bytes they take.
    private(set) var batchSizeBytes = 0

    /// Walks through a journal.
    /// - Parameters:
    ///   - disk: the folder
    ///   - names: what the folder contains
    ///   - trusted: segments with only events up to here are not read, apart from their first batch
    ///   - body: receives each verified batch with its chain hash
    /// - Throws: `.corrupt`, `.io`, what the body throws
    init(
        disk: D, names: [String], trusted: Position, _ body: (BatchHeader, RawSpan, ChainHash) throws -> Void
    ) throws {
        id = try JournalIdentity.read(from: disk)
        // The mark first: it only grows, so a journal that is being written meanwhile cannot end before it.
        mark = names.contains(EndMark<D>.name) ? try EndMark.read(from: disk, id: id) : .start
        var segments = try SegmentListing.segments(on: disk, names: names)
        let skipped = try Self.skip(&segments, on: disk, id: id, upTo: trusted)
        let start = skipped > 0 ? segments[skipped].first.map { Position($0.value - 1) } : nil
        let copy = names.contains(LastBatchCopy.name) ? try LastBatchCopy.read(from: disk) : nil
        var walk = JournalWalk(disk: disk, id: id, segments: Array(segments[skipped...]), end: start, copy: copy)
        repeat {
            while let header = try walk.next() {
                if walk.batchOffset == 0 { segments[skipped + walk.segmentIndex].first = header.first }
                note(header, segmentIndex: skipped + walk.segmentIndex, offset: walk.batchOffset, of: segments)
                try walk.withPayload { try body(header, $0, walk.hash ?? .zero) }
            }
        } while try !walk.requireEnd()
        end = walk.end ?? .start
        hash = walk.hash ?? .zero
        restored = walk.endsWithCopy ? copy : nil
        if end < mark {
            throw try walk.corruption(found: "batches up to position \(mark.value) were acknowledged")
        }
        spares = segments[live.count...].map { Segment(sequence: $0.sequence, sizeBytes: $0.sizeBytes, first: nil) }
    }

    private mutating func note(_ header: BatchHeader, segmentIndex: Int, offset: Int, of segments: [Segment]) {
        if live.count <= segmentIndex { live = Array(segments[...segmentIndex]) }
        lastOffset = offset
        nextOffset = offset + header.totalSizeBytes
        batchCount += 1
        batchSizeBytes += header.totalSizeBytes
    }

    /// Notes the first positions of the segments up to the one with which verifying has to begin.
    /// - Returns: how many segments need no verifying
    private static func skip(
        _ segments: inout [Segment], on disk: D, id: JournalID, upTo trusted: Position
    ) throws(JournalFault) -> Int {
        guard trusted > .start else { return 0 }
        var reader = SegmentReader(disk: disk, pieceSizeBytes: BatchHeader.sizeBytes)
        var begin = 0
        var previous = Position.start
        for index in segments.indices {
            try reader.select(segments[index])
            guard case .success(let header) = try reader.header(at: 0), header.id == id, header.first > previous,
                header.first <= trusted.next, try reader.defect(of: header, at: 0) == nil
            else { break }
            segments[index].first = header.first
            previous = header.first
            begin = index
        }
        return begin
    }
}
