public import Journal
public import PaymentCore

/// Reads the journal in a folder while another thread or process writes it.
///
/// It takes no lock and changes nothing.
public struct FileJournalReader<D: Disk>: JournalReader {
    /// The journal's id.
    public let id: JournalID

    private let disk: D
    private let places: JournalPlaces
    private var walk: JournalWalk<D>?
    /// Small enough that looking for one new batch is cheap, large enough that system calls do not count when reading many.
    private static var pieceSizeBytes: Int { 256 << 10 }

    /// Creates a reader.
    /// - Parameters:
    ///   - disk: the folder of a journal
    ///   - places: what other readers of the same journal have found
    /// - Throws: `.corrupt` where there is no journal; `.io`
    public init(disk: D, places: JournalPlaces = JournalPlaces()) throws(JournalFault) {
        self.disk = disk
        self.places = places
        guard try disk.names().contains(JournalIdentity.name) else {
            throw JournalFault(.corrupt, "There is no journal: the file \(JournalIdentity.name) is missing")
        }
        id = try JournalIdentity.read(from: disk)
    }

    /// Reads every batch that has events behind a position; see ``JournalReader/read(after:upTo:_:)``.
    public mutating func read(
        after: Position, upTo: Position, _ body: (BatchHeader, RawSpan, ChainHash) throws -> Bool
    ) throws {
        guard after < upTo else { return }
        var walk = try walk(behind: after)
        // Nothing is kept of a walk that ended in a fault.
        self.walk = nil
        while (walk.end ?? .start) < upTo {
            guard let header = try next(&walk) else { throw try missing(behind: after, &walk) }
            places.note(header.first, at: walk.batchOffset, in: walk.segments[walk.segmentIndex].sequence)
            guard header.last > after, let hash = walk.hash else { continue }
            guard try walk.withPayload({ try body(header, $0, hash) }) else { break }
        }
        self.walk = walk
    }

    /// The batch behind the last one, also if it was written only after the reader looked there.
    private func next(_ walk: inout JournalWalk<D>) throws(JournalFault) -> BatchHeader? {
        if let header = try walk.next() { return header }
        walk.forgetReadAhead()
        if let header = try walk.next() { return header }
        let sequence = walk.segments[walk.segmentIndex].sequence
        let newer = try SegmentListing.segments(on: disk, names: disk.names()).drop { $0.sequence < sequence }
        guard newer.first?.sequence == sequence, newer.count > 1 else { return nil }
        walk.extend(with: Array(newer))
        return try walk.next()
    }

    /// Finds where the journal begins now.
    public func oldestPosition() throws(JournalFault) -> Position {
        try liveSegments().first?.first ?? Position.start.next
    }

    /// A walk whose next batch is the one behind a position, or one not far before it.
    private func walk(behind after: Position) throws(JournalFault) -> JournalWalk<D> {
        if let walk, walk.end == after { return walk }
        let segments = try liveSegments()
        guard let index = segments.lastIndex(where: { ($0.first ?? .start) <= after.next }) else {
            guard let oldest = segments.first?.first else {
                throw JournalFault(.corrupt, "The journal has no batch behind position \(after.value)")
            }
            throw JournalFault(
                .recycled, "Events behind position \(after.value) are gone: the journal begins at \(oldest.value)")
        }
        let place = places.last(of: segments[index].sequence, upTo: after.next)
        let first = place?.first ?? segments[index].first ?? Position.start.next
        return JournalWalk(
            disk: disk, id: id, segments: Array(segments[index...]), offset: place?.offset ?? 0,
            end: Position(first.value - 1), pieceSizeBytes: Self.pieceSizeBytes)
    }

    /// The segments that hold batches, oldest first, with their first positions.
    ///
    /// Behind them are spares, whose old content has lower positions.
    private func liveSegments() throws(JournalFault) -> [Segment] {
        var segments: [Segment] = []
        var reader = SegmentReader(disk: disk, pieceSizeBytes: BatchHeader.sizeBytes)
        for var segment in try SegmentListing.segments(on: disk, names: disk.names()) {
            if let known = places.first(of: segment.sequence) {
                segment.first = known
            } else {
                try reader.select(segment)
                guard case .success(let header) = try reader.header(at: 0), header.id == id,
                    header.first > segments.last?.first ?? .start, try reader.defect(of: header, at: 0) == nil
                else { break }
                segment.first = header.first
                places.note(header.first, at: 0, in: segment.sequence)
            }
            segments.append(segment)
        }
        return segments
    }

    /// The fault for a batch that is durable and not to be found.
    private func missing(behind after: Position, _ walk: inout JournalWalk<D>) throws(JournalFault) -> JournalFault {
        if let oldest = try liveSegments().first?.first, oldest > after.next {
            return JournalFault(
                .recycled, "Events behind position \(after.value) are gone: the journal begins at \(oldest.value)")
        }
        return try walk.corruption(found: nil)
    }
}

extension FileJournalReader where D == POSIXDisk {
    /// Creates a reader of the journal in a folder.
    /// - Parameters:
    ///   - folder: its path
    ///   - places: what other readers of the same journal have found
    /// - Throws: `.corrupt` where there is no journal; `.io`
    public init(folder: String, places: JournalPlaces = JournalPlaces()) throws(JournalFault) {
        try self.init(disk: POSIXDisk(folder: folder, createsFolder: false), places: places)
    }
}
