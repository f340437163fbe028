import Journal

/// How a ``FileJournal`` uses its folder.
public struct FileJournalSettings: Sendable, Hashable {
    /// The size of new segments; a multiple of 512, at most 2 GiB.
    ///
    /// 64 MiB by default.
    public var segmentSizeBytes = 64 << 20
    /// The largest batch, header and padding included; a multiple of 512, not larger than a segment.
    ///
    /// 4 MiB by default.
    public var maximumBatchSizeBytes = 4 << 20
    /// Whether a thread keeps new segments ready.
    ///
    /// Without it they are made when they are needed, which stalls the writer.
    public var preparesSegmentsInBackground = true
    /// How many segments that thread keeps ready.
    ///
    /// 2 by default.
    public var preparedSegments = 2
    /// How many spare segments recycling leaves; it removes the others.
    ///
    /// 16 by default.
    public var maximumSpareSegments = 16

    /// Creates the default settings.
    public init() {}

    /// Refuses settings that make no sense.
    func validate() throws(JournalFault) {
        let unit = BatchHeader.alignmentBytes
        guard (unit...(2 << 30)).contains(segmentSizeBytes), segmentSizeBytes % unit == 0 else {
            throw JournalFault(.invalid, "segmentSizeBytes must be a multiple of 512 up to 2 GiB: \(segmentSizeBytes)")
        }
        guard (unit...segmentSizeBytes).contains(maximumBatchSizeBytes), maximumBatchSizeBytes % unit == 0 else {
            throw JournalFault(
                .invalid, "maximumBatchSizeBytes must be a multiple of 512 up to a segment: \(maximumBatchSizeBytes)")
        }
        guard preparedSegments > 0, maximumSpareSegments >= 0 else {
            throw JournalFault(.invalid, "preparedSegments must be above 0, maximumSpareSegments not below 0")
        }
    }
}
