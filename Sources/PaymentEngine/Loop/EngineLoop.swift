import BlockingIO
import CoreMetrics
import Journal
import Logging
import PaymentCore
import Synchronization

/// The engine's thread: takes what waits, decides it, makes it durable, answers.
///
/// It alone touches the ledger and the journal.
struct EngineLoop<J: Journal> {
    let engine: EngineShared
    let open: @Sendable () throws -> EngineStorage<J>

    var storage: EngineStorage<J>?
    var ledger: Ledger
    var batch = BatchBuffer(capacityBytes: 1 << 20)
    var answers = PendingAnswers()
    var tally = CommandTally()
    var snapshotPosition = Position.start
    /// Before this moment a full disk is not asked again; nanoseconds of the monotonic clock.
    var nextReservation: UInt64 = 0
    private static var fullDiskPauseNanoseconds: UInt64 { 500_000_000 }
    /// The entries of one command are never larger than this.
    static var maximumEntrySizeBytes: Int { 16 << 10 }

    init(engine: EngineShared, open: @escaping @Sendable () throws -> EngineStorage<J>) {
        self.engine = engine
        self.open = open
        ledger = Ledger(settings: engine.settings)
    }

    /// Works until the intake is closed and empty.
    /// - Throws: what kept the journal from being opened, or a bug in the rules
    mutating func run() throws {
        defer { engine.stop() }
        try rebuild()
        engine.readiness = .serving
        var buffer: ContiguousArray<Submission> = []
        while true {
            switch engine.intake.take(into: buffer, untilMonotonicNanoseconds: nextLook()) {
            case .submissions(let submissions):
                engine.metrics.waiting.record(submissions.reduce(0) { $0 + $1.commandCount })
                try work(off: submissions)
                buffer = submissions
                buffer.removeAll(keepingCapacity: true)
            case .timeout:
                engine.metrics.waiting.record(0)
                try work(off: [])
            case .end: return finish()
            }
        }
    }

    /// Opens the journal and rebuilds the ledger from what is really there.
    mutating func rebuild() throws {
        storage = nil
        let storage = try open()
        ledger = try Ledger(journal: storage.journal, snapshots: storage.snapshots, settings: engine.settings)
        snapshotPosition = ledger.restoredPosition
        self.storage = storage
        engine.lastTime.store(ledger.state.time.milliseconds, ordering: .releasing)
        engine.durable.announce(ledger.state.position)
        engine.metrics.position.record(ledger.state.position.value)
        engine.logger.info(
            "The ledger has been rebuilt",
            metadata: [
                "position": "\(ledger.state.position.value)", "accounts": "\(ledger.state.accountCount)",
                "payments": "\(ledger.state.paymentCount)",
            ])
    }

    /// Decides submissions, batch after batch.
    ///
    /// With none, only what is due happens.
    private mutating func work(off submissions: ContiguousArray<Submission>) throws {
        var time = now()
        var index = submissions.startIndex
        do {
            if !engine.readiness.acceptsWrites { _ = try reserve() }
            try expireWhatIsDue(at: time)
            ledger.evictKeys(at: time, limit: 2 * engine.settings.maximumBatchCommands)
            while index < submissions.endIndex {
                try decide(submissions[index], at: &time)
                index += 1
            }
        } catch {
            answers.fail(.storageFailed)
            for submission in submissions[index...] { submission.fail(.stopping) }
            throw error
        }
        try commit(at: time)
        try takeSnapshotIfDue()
    }

    /// Decides one submission.
    ///
    /// If this throws, whoever waits for it has not been answered.
    private mutating func decide(_ submission: Submission, at time: inout Timestamp) throws {
        if mustCommit {
            try commit(at: time)
            time = now()
        }
        switch submission {
        case .command(let envelope, let waiter): try execute(envelope, at: time, waiter)
        case .batch(let envelopes, atomic: true, let waiter): try executeGroup(envelopes, at: &time, waiter)
        case .batch(let envelopes, atomic: false, let waiter): try executeEach(envelopes, at: &time, waiter)
        case .query(let query): answers.add(query)
        }
    }

    /// Whether the batch might not take another command.
    var mustCommit: Bool {
        tally.commands >= engine.settings.maximumBatchCommands
            || batch.totalSizeBytes + EngineLoop.maximumEntrySizeBytes > (storage?.journal.maximumBatchSizeBytes ?? 0)
    }

    private mutating func execute(_ envelope: CommandEnvelope, at time: Timestamp, _ waiter: Waiter<Reply>) throws {
        if let fault = try obstacle(envelope.key, at: time) {
            guard let reply = try ledger.remembered(envelope, at: time) else { return waiter.fail(fault) }
            return answers.add(waiter, reply)
        }
        answers.add(waiter, try decide(envelope, at: time))
    }

    private mutating func executeEach(
        _ envelopes: [CommandEnvelope], at time: inout Timestamp, _ waiter: Waiter<[Reply]>
    ) throws {
        var replies: [Reply] = []
        replies.reserveCapacity(envelopes.count)
        for index in envelopes.indices {
            if mustCommit {
                guard try commit(at: time) else { return waiter.fail(.storageFailed) }
                time = now()
            }
            if let fault = try obstacle(envelopes[index].key, at: time) { return waiter.fail(fault) }
            replies.append(try decide(envelopes[index], at: time))
        }
        answers.add(waiter, replies)
    }

    /// Why a command with this key cannot be decided now.
    private mutating func obstacle(_ key: IdempotencyKey?, at time: Timestamp) throws -> EngineFault? {
        if batch.eventCount == 0, let fault = try reserve() { return fault }
        return ledger.hasRoom(for: key, at: time) ? nil : .windowFull
    }

    /// Makes sure that the batch which begins now can be written.
    ///
    /// A journal that has failed is opened again.
    mutating func reserve() throws -> EngineFault? {
        guard storage != nil else { return .stopping }
        let time = MonotonicClock.now()
        guard time >= nextReservation else { return .storageFull }
        do throws(JournalFault) {
            try storage?.journal.reserve()
            if !engine.readiness.acceptsWrites { becomeWritable() }
            return nil
        } catch {
            guard error.code != .failed else {
                try recover(from: error)
                return .storageFailed
            }
            if engine.readiness.acceptsWrites { becomeUnwritable(error) }
            guard error.code == .full else { return .storageUnavailable }
            nextReservation = time + EngineLoop.fullDiskPauseNanoseconds
            return .storageFull
        }
    }

    mutating func decide(_ envelope: CommandEnvelope, at time: Timestamp) throws(StateFault) -> Reply {
        let reply = try ledger.execute(envelope, at: time, into: &batch)
        tally.count(reply)
        return reply
    }

    private mutating func expireWhatIsDue(at time: Timestamp) throws {
        while let due = ledger.nextExpiry(), due <= time {
            if mustCommit { try commit(at: time) }
            if batch.eventCount == 0, try reserve() != nil { return }
            guard try ledger.expireNext(at: time, into: &batch) else { return }
            tally.commands += 1
        }
    }

    private func becomeUnwritable(_ fault: JournalFault) {
        engine.readiness = fault.code == .full ? .full : .unwritable
        engine.metrics.storageFull.record(1)
        engine.logger.error("The journal has no room: writes are refused", metadata: ["fault": "\(fault)"])
    }

    private func becomeWritable() {
        engine.readiness = .serving
        engine.metrics.storageFull.record(0)
        engine.logger.notice("The journal has room again: writes are taken")
    }

    /// The time of the next batch: the clock's, but never before the last batch's.
    func now() -> Timestamp {
        max(engine.clock(), ledger.state.time)
    }

    /// When to look at the clock again although nobody asks for anything, at the latest in a second.
    private mutating func nextLook() -> UInt64 {
        var waitMilliseconds: Int64 = 1000
        if engine.readiness.acceptsWrites, let due = ledger.nextExpiry() {
            waitMilliseconds = min(waitMilliseconds, max(1, due.milliseconds - engine.clock().milliseconds))
        }
        return MonotonicClock.now() + UInt64(waitMilliseconds) * 1_000_000
    }

    /// The last snapshot, so that the next start is quick.
    private mutating func finish() {
        engine.snapshotting.join()
        takeSnapshot(inBackground: false)
        storage = nil
    }
}
