import Journal

/// Finds the segments in a folder.
enum SegmentListing {
    /// Lists all segments, the oldest first.
    /// - Parameters:
    ///   - disk: the folder
    ///   - names: what the folder contains
    /// - Returns: segments with sequence numbers that follow each other
    /// - Throws: `.corrupt` when one is missing in between; `.io`
    static func segments(
        on disk: some Disk, names: [String]
    ) throws(JournalFault) -> [Segment] {
        var segments: [Segment] = []
        for sequence in names.compactMap(Segment.sequence(inName:)).sorted() {
            if let last = segments.last, last.sequence + 1 != sequence {
                throw JournalFault(
                    .corrupt,
                    "The segment \(Segment.name(sequence: last.sequence + 1)) is missing before "
                        + "\(Segment.name(sequence: sequence))")
            }
            let sizeBytes = try disk.sizeBytes(of: Segment.name(sequence: sequence))
            segments.append(Segment(sequence: sequence, sizeBytes: sizeBytes, first: nil))
        }
        return segments
    }
}
