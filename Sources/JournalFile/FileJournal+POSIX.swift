public import Journal
public import PaymentCore

extension FileJournal where D == POSIXDisk {
    /// Opens or creates a journal in a folder.
    /// - Parameters:
    ///   - folder: its path; created where missing
    ///   - settings: how to use it
    ///   - trusted: segments with only events up to here (those that a snapshot covers) are not verified
    /// - Throws: `.locked`, `.corrupt`, `.full`, `.io`, `.invalid`
    public convenience init(
        folder: String, settings: FileJournalSettings = FileJournalSettings(), trusted: Position = .start
    ) throws(JournalFault) {
        try self.init(disk: POSIXDisk(folder: folder), settings: settings, trusted: trusted)
    }
}
