import Journal
import JournalTestSupport
import PaymentCore
import PaymentViews

/// A file of views in a folder of its own.
struct Views {
    let folder: TemporaryFolder
    var settings: ViewSettings

    init() throws {
        folder = try TemporaryFolder()
        settings = ViewSettings(path: folder.path + "/views.sqlite")
        settings.maximumReaders = 2
    }

    func open(journalTag: UInt64 = 7) throws -> ViewStore {
        try ViewStore(settings: settings, journalTag: journalTag)
    }

    /// Takes a whole history in and gives the open file.
    func filled(_ history: History) throws -> ViewStore {
        let store = try open()
        var writer = try ViewWriter(store)
        for batch in history.batches { try writer.consume(batch) }
        try writer.commit()
        return store
    }
}

extension ViewWriter {
    mutating func consume(_ batch: History.Batch) throws {
        let end = BatchHeader.sizeBytes + batch.header.payloadSizeBytes
        let payload = unsafe batch.bytes.span.bytes.extracting(BatchHeader.sizeBytes..<end)
        try consume(batch.header, payload, hash: batch.hash)
    }
}
