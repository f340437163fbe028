import Journal
import JournalFile
import PaymentCore
import PaymentEngine

/// Replays a journal and compares everything that must agree.
struct Verification {
    /// What is wrong with the views is said only once the journal is proved right.
    private var views: Result<ViewVerification?, any Error>
    private let disk: POSIXDisk
    private let settings: EngineSettings
    private let snapshot: Ledger?
    private var ledger: Ledger
    private var eventsSinceCheck = 0
    private var isSnapshotCompared = false

    init(folder: String, settings: EngineSettings = EngineSettings()) throws {
        disk = try POSIXDisk(folder: folder, createsFolder: false)
        self.settings = settings
        ledger = Ledger(settings: settings)
        let journal = try FileJournalReader(disk: disk).id
        views = Result { try ViewVerification(data: folder, journal: journal) }
        snapshot = try SnapshotStore.existing(on: disk).flatMap { try Ledger.restored(from: $0, settings: settings) }
    }

    /// Walks the journal once.
    /// - Returns: what was checked, and the views to be compared with those that are live, if there are any
    /// - Throws: ``JournalFault`` or ``CommandFailure`` for the first thing that is not right
    mutating func run() throws -> (report: VerificationReport, views: ScratchViews?) {
        let lock = try disk.lock("journal.lock")
        defer { withExtendedLifetime(lock) {} }
        let audit = try JournalAudit(hashesOf: disk) { header, payload, hash in
            try replay(header, payload)
            try takeIntoViews(header, payload, hash)
        }
        try checkBalance()
        if let snapshot, !isSnapshotCompared {
            throw CommandFailure(
                "The newest snapshot is of position \(snapshot.state.position.value), where no batch ends")
        }
        let report = VerificationReport(audit: audit, ledger: ledger, snapshotPosition: snapshot?.state.position)
        var views = try self.views.get()
        return (report, try views?.finish())
    }

    private mutating func replay(_ header: BatchHeader, _ payload: RawSpan) throws {
        guard header.first == ledger.state.position.next else {
            throw CommandFailure(
                "Events up to \(header.first.value - 1) were given up: there is nothing to replay from")
        }
        try ledger.replay(header, payload)
        eventsSinceCheck += header.eventCount
        // Adding up takes time in proportion to the accounts: often enough to find the place, seldom enough to be quick.
        if eventsSinceCheck >= ledger.state.accountCount { try checkBalance() }
        if let snapshot, snapshot.state.position == ledger.state.position { try compare(snapshot) }
    }

    private mutating func takeIntoViews(_ header: BatchHeader, _ payload: RawSpan, _ hash: ChainHash) throws {
        guard case .success(var taking?) = views else { return }
        do {
            try taking.take(header, payload, hash: hash)
            views = .success(taking)
        } catch {
            views = .failure(error)
        }
    }

    /// In every currency, all debits must equal all credits.
    private mutating func checkBalance() throws {
        eventsSinceCheck = 0
        for (currency, totals) in ledger.state.totals() where !totals.isBalanced {
            throw CommandFailure(
                "The books do not balance at position \(ledger.state.position.value): \(currency.code) has debits of "
                    + "\(totals.debitsPosted) and credits of \(totals.creditsPosted)")
        }
    }

    private mutating func compare(_ snapshot: Ledger) throws {
        let position = ledger.state.position.value
        guard snapshot.stateDigest == ledger.stateDigest else {
            throw CommandFailure("The snapshot of position \(position) is not what the events up to there add up to")
        }
        let missing = snapshot.keysMissing(from: ledger)
        guard missing == 0 else {
            throw CommandFailure(
                "\(missing) idempotency keys in the snapshot of position \(position) are not those of the journal")
        }
        isSnapshotCompared = true
    }
}
