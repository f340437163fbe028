import Journal
import JournalFile
import JournalTestSupport
import PaymentCore

/// Writes a journal in a folder of its own, command by command, without an engine.
///
/// Every command is a batch, unless ``grouped(_:)`` puts several into one. The time is what the test says.
final class JournalBuilder {
    let folder: TemporaryFolder
    private(set) var state = State()
    /// The state at every position, from 0 on, if asked for.
    private(set) var states: [State] = []
    /// The time of the next command, in milliseconds since 1970.
    var milliseconds: Int64
    private let keepsStates: Bool
    private let journal: FileJournal<POSIXDisk>
    private var batch = BatchBuffer()
    private var isGrouped = false
    private var keyCount: UInt64 = 0

    init(milliseconds: Int64 = 1_767_225_600_000, keepsStates: Bool = false, segmentBytes: Int = 1 << 20) throws {
        folder = try TemporaryFolder()
        self.milliseconds = milliseconds
        self.keepsStates = keepsStates
        var settings = FileJournalSettings()
        settings.segmentSizeBytes = segmentBytes
        settings.maximumBatchSizeBytes = min(segmentBytes, 1 << 18)
        settings.preparesSegmentsInBackground = false
        journal = try FileJournal(disk: try POSIXDisk(folder: folder.path), settings: settings)
        states = keepsStates ? [state] : []
    }

    var path: String { folder.path }

    var disk: POSIXDisk {
        get throws { try POSIXDisk(folder: path, createsFolder: false) }
    }

    /// Does a command, after everything that ends by then.
    /// - Returns: whether the rules allowed it
    @discardableResult
    func perform(_ command: Command, withKey: Bool = false) throws -> Bool {
        try expireDue()
        var events: [Event] = []
        do throws(Rejection) {
            try state.decide(command, at: Timestamp(milliseconds: milliseconds), into: &events)
        } catch {
            return false
        }
        keyCount += 1
        let stamp = IdempotencyStamp(key: IdempotencyKey(high: 7, low: keyCount), fingerprint: Fingerprint(of: command))
        try append(events, stamp: withKey ? stamp : nil)
        return true
    }

    /// Lets go of the folder, so that others may lock it; nothing can be written afterwards.
    func close() {
        journal.close()
    }

    /// Ends what has to end by itself.
    func expireDue() throws {
        let time = Timestamp(milliseconds: milliseconds)
        while let due = state.nextExpiry(), due.time <= time {
            var events: [Event] = []
            state.decide(due, at: time, into: &events)
            try append(events, stamp: nil)
        }
    }

    /// Puts everything that the body does into one batch.
    func grouped(_ body: () throws -> Void) throws {
        isGrouped = true
        try body()
        isGrouped = false
        try commit()
    }

    private func append(_ events: [Event], stamp: IdempotencyStamp?) throws {
        guard !events.isEmpty else { return }
        EntryEncoder.append(events, stamp: stamp, to: &batch.bytes)
        batch.eventCount += events.count
        for event in events {
            try state.apply(event, at: Timestamp(milliseconds: milliseconds))
            if keepsStates { states.append(state) }
        }
        if !isGrouped { try commit() }
    }

    private func commit() throws {
        guard batch.eventCount > 0 else { return }
        _ = try journal.append(&batch, time: Timestamp(milliseconds: milliseconds), expecting: journal.end)
        batch.removeAll()
    }
}
