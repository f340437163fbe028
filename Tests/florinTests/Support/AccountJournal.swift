import Journal
import JournalFile
import PaymentCore

/// A journal of nothing but opened accounts, one batch each.
enum AccountJournal {
    /// Opens a journal; waits while a program that another test starts at this very moment still has a copy of the lock of the one before.
    private static func open(_ disk: POSIXDisk, _ settings: FileJournalSettings) throws -> FileJournal<POSIXDisk> {
        let deadline = ContinuousClock.now + .seconds(30)
        while true {
            do throws(JournalFault) {
                return try FileJournal(disk: disk, settings: settings)
            } catch {
                let fault = error
                guard fault.code == .locked, ContinuousClock.now < deadline else { throw fault }
            }
        }
    }

    /// Opens the journal of a folder and appends batches.
    /// - Parameters:
    ///   - count: how many
    ///   - disk: the folder
    ///   - segmentBytes: the size of a segment, and of the largest batch
    ///   - each: called after every batch
    /// - Throws: ``JournalFault``
    static func append(
        _ count: Int, to disk: POSIXDisk, segmentBytes: Int, _ each: () -> Void = {}
    ) throws {
        var settings = FileJournalSettings()
        settings.segmentSizeBytes = segmentBytes
        settings.maximumBatchSizeBytes = segmentBytes
        settings.preparesSegmentsInBackground = false
        let journal = try open(disk, settings)
        defer { journal.close() }
        var batch = BatchBuffer()
        for _ in 0..<count {
            // Always a segment in reserve, as a server has one when the last is nearly full.
            try journal.reserve()
            let number = journal.end.value
            let event = AccountOpened(
                number: AccountNumber(UInt32(number)), id: try AccountID("account:\(number)"),
                currency: try Currency("EUR"), kind: .asset, allowsOverdraft: true)
            batch.removeAll()
            EntryEncoder.append([.accountOpened(event)], stamp: nil, to: &batch.bytes)
            batch.eventCount = 1
            _ = try journal.append(&batch, time: Timestamp(milliseconds: 0), expecting: journal.end)
            each()
        }
    }
}
