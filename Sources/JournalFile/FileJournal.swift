import BlockingIO
public import Journal
public import PaymentCore

/// A journal in the files of one folder.
///
/// Batches lie one behind the other in *segments*: files of a fixed size (`journal-00000000.seg`, …) that were filled with zeros
/// before, so that appending is one `pwrite` and one `fdatasync` into existing blocks and changes no metadata. A batch never
/// spans two segments. Besides them: `journal.id` (which journal this is), `journal.mark` (how far it was acknowledged),
/// `journal.lock` (one process at a time), for a moment `journal.last` (see `LastBatchCopy`).
///
/// Not `Sendable`: create it on the thread that uses it.
public final class FileJournal<D: Disk>: Journal {
    /// The journal's id, from `journal.id`.
    public let id: JournalID
    /// The place of the last durable event.
    public internal(set) var end: Position
    /// The chain hash of the last durable batch.
    public internal(set) var endHash: ChainHash

    let disk: D
    let settings: FileJournalSettings
    /// The segments with batches, the oldest first; the last one is being written.
    var live: [Segment]
    /// The segments behind them, in the order in which they will be used.
    var spares: [Segment]
    /// The last live segment, open for writing.
    var current: D.File?
    /// Where the next batch begins in it.
    var offset: Int
    var mark: EndMark<D>
    var preparer: SegmentPreparer<D>?
    private var preparerThread: WorkerThread?
    private var lock: D.Lock?
    private var failure: JournalFault?

    /// Opens a journal, or creates one in a folder that has none.
    ///
    /// Verifies what it finds, ignores the torn rest of a batch that was in flight, and makes the last batch durable (again)
    /// before it reports it: after a killed process those bytes may be nowhere but in the page cache.
    /// - Parameters:
    ///   - disk: the folder
    ///   - settings: how to use it
    ///   - newID: the id if the journal has to be created
    ///   - trusted: segments with only events up to here (those that a snapshot covers) are not verified
    /// - Throws: `.locked`, `.corrupt`, `.full`, `.io`, `.invalid`
    public init(
        disk: D, settings: FileJournalSettings = FileJournalSettings(), newID: @autoclosure () -> JournalID = .random(),
        trusted: Position = .start
    ) throws(JournalFault) {
        try settings.validate()
        lock = try disk.lock("journal.lock")
        let names = try Self.tidy(disk, newID: newID())
        let found = try Self.recover(disk, names: names, trusted: trusted)
        if let last = found.live.last {
            current = try Self.settleLastBatch(of: last, found: found, on: disk, names: names)
        }
        self.disk = disk
        self.settings = settings
        id = found.id
        end = found.end
        endHash = found.hash
        live = found.live
        spares = found.spares
        offset = found.nextOffset
        mark = try EndMark(disk: disk, id: found.id, exists: names.contains(EndMark<D>.name))
        mark.note(found.end)
        try dropShortSpares()
        if settings.preparesSegmentsInBackground { try startPreparing() }
    }

    deinit {
        close()
    }

    /// The place before the oldest event that is still there.
    public var start: Position {
        live.first?.first.map { Position($0.value - 1) } ?? .start
    }

    /// The largest batch, header and padding included.
    public var maximumBatchSizeBytes: Int {
        settings.maximumBatchSizeBytes
    }

    /// Ends the background thread and releases the lock; the object refuses everything afterwards.
    ///
    /// May be repeated.
    public func close() {
        preparer?.stop()
        preparerThread?.join()
        preparer = nil
        preparerThread = nil
        current = nil
        lock = nil
        if failure == nil { failure = JournalFault(.failed, "The journal is closed") }
    }

    /// Refuses to go on after a failure.
    func requireUsable() throws(JournalFault) {
        guard let failure else { return }
        throw JournalFault(.failed, "The journal must be opened anew after an earlier failure", underlying: failure)
    }

    /// Notes that nobody knows any more what is on the disk.
    /// - Returns: the fault to throw, never `.full`: that would promise that nothing was harmed
    func fail(_ fault: JournalFault) -> JournalFault {
        var fault = fault
        if fault.code == .full { fault.code = .io }
        failure = fault
        return fault
    }

    private func startPreparing() throws(JournalFault) {
        let preparer = SegmentPreparer(
            disk: disk, sizeBytes: settings.segmentSizeBytes, count: settings.preparedSegments)
        do {
            preparerThread = try WorkerThread.start(name: "journal-ahead") { preparer.run() }
        } catch {
            throw JournalFault(.io, "The thread that prepares segments does not start", underlying: error)
        }
        self.preparer = preparer
    }
}
