package import Journal
package import PaymentCore

/// The state and the idempotency window: everything that one durable commit changes.
///
/// A ledger is made in two ways that must agree: by ``execute(_:at:into:)``, which decides commands, and by ``replay(_:stamp:at:)``, which only takes in
/// the events that came of them.
package struct Ledger: Sendable {
    package internal(set) var state = State()
    var window: IdempotencyWindow
    /// The position of the snapshot from which it was rebuilt.
    var restoredPosition = Position.start
    private let maximumIdempotencyKeys: Int
    /// The events of the command that is being decided; kept for its memory.
    private var events: [Event] = []
    /// Where the window stood when the group began.
    private var groupStart: UInt64 = 0

    package init(settings: EngineSettings) {
        window = IdempotencyWindow(retentionSeconds: settings.idempotencyRetentionSeconds)
        maximumIdempotencyKeys = settings.maximumIdempotencyKeys
    }

    /// Whether a key can be remembered, or is remembered already.
    mutating func hasRoom(for key: IdempotencyKey?, at time: Timestamp) -> Bool {
        guard let key, window.count >= maximumIdempotencyKeys else { return true }
        return window.find(key, at: time) != nil || window.count < maximumIdempotencyKeys
    }

    /// Whether all keys of a group can be remembered, or are remembered already.
    mutating func hasRoom(forKeysOf envelopes: [CommandEnvelope], at time: Timestamp) -> Bool {
        if window.count + envelopes.count <= maximumIdempotencyKeys { return true }
        var newKeys = 0
        for case let key? in envelopes.lazy.map(\.key) where window.find(key, at: time) == nil { newKeys += 1 }
        return newKeys == 0 || window.count + newKeys <= maximumIdempotencyKeys
    }

    /// How many records a snapshot would hold.
    var recordCount: Int {
        state.accountCount + state.paymentCount + state.pendingTransferCount + window.count
    }

    /// Decides a command, changes the state, and appends the entry to the batch that will make it durable.
    /// - Parameters:
    ///   - envelope: the command
    ///   - time: when; never before the time of the last event
    ///   - batch: gets the entry; stays as it is where the command leads to nothing new
    /// - Returns: the answer that may be given once the batch is durable, or the reason of a refusal
    /// - Throws: ``StateFault`` if the rules made an event that cannot be: a bug; the ledger must not be used any more, then
    package mutating func execute(
        _ envelope: CommandEnvelope, at time: Timestamp, into batch: inout BatchBuffer
    ) throws(StateFault) -> Reply {
        var stamp: IdempotencyStamp?
        if let key = envelope.key {
            let fingerprint = Fingerprint(of: envelope.command)
            if let record = window.find(key, at: time) {
                return try repeated(record, fingerprint)
            }
            stamp = IdempotencyStamp(key: key, fingerprint: fingerprint)
        }
        events.removeAll(keepingCapacity: true)
        do throws(Rejection) {
            try state.decide(envelope.command, at: time, into: &events)
        } catch {
            return .failure(error)
        }
        guard !events.isEmpty else { return try unchanged(envelope.command) }
        let subject = try apply(at: time)
        append(stamp, to: &batch)
        if let stamp {
            window.insert(IdempotencyRecord(stamp: stamp, time: time, subject: subject))
        }
        return .success(Answer(outcome: try outcome(subject, at: time), isReplay: false, position: state.position))
    }

    /// Takes in the events of a command that was decided before.
    /// - Parameters:
    ///   - events: the events of one entry
    ///   - stamp: the entry's stamp
    ///   - time: when it was decided
    /// - Throws: ``StateFault`` where the events cannot follow; the ledger must not be used any more, then
    mutating func replay(_ events: [Event], stamp: IdempotencyStamp?, at time: Timestamp) throws(StateFault) {
        self.events = events
        let subject = try apply(at: time)
        if let stamp {
            window.replace(IdempotencyRecord(stamp: stamp, time: time, subject: subject))
        }
    }

    /// Ends what has to end by itself and is due.
    /// - Parameters:
    ///   - time: now
    ///   - batch: gets the entry
    /// - Returns: whether something ended
    /// - Throws: ``StateFault`` if the rules made an event that cannot be
    mutating func expireNext(at time: Timestamp, into batch: inout BatchBuffer) throws(StateFault) -> Bool {
        guard let due = state.nextExpiry(), due.time <= time else { return false }
        events.removeAll(keepingCapacity: true)
        state.decide(due, at: time, into: &events)
        _ = try apply(at: time)
        append(nil, to: &batch)
        return true
    }

    /// When something has to end by itself.
    mutating func nextExpiry() -> Timestamp? { state.nextExpiry()?.time }

    /// Forgets keys that are over, a bounded number at a time.
    mutating func evictKeys(at time: Timestamp, limit: Int) {
        window.evict(at: time, limit: limit)
    }

    /// Starts a group of commands that happen together or not at all.
    mutating func beginGroup() {
        state.beginGroup()
        groupStart = window.sequence
    }

    /// Keeps everything since ``beginGroup()``.
    mutating func commitGroup() {
        state.commitGroup()
    }

    /// Takes back everything since ``beginGroup()``; the batch is the caller's to take back.
    mutating func rollBackGroup() {
        state.rollBackGroup()
        while window.sequence > groupStart { window.removeLast() }
    }

    private mutating func apply(at time: Timestamp) throws(StateFault) -> IdempotencyRecord.Subject {
        var subject: IdempotencyRecord.Subject?
        for index in events.indices {
            let event = events[index]
            let former = pendingTransfer(of: event)
            try state.apply(event, at: time)
            subject = self.subject(of: event, former: former, at: time)
        }
        guard let subject else { throw .outOfOrder }
        return subject
    }

    private func pendingTransfer(of event: Event) -> (amount: Int64, posted: Int64)? {
        switch event {
        case .holdPosted(let event): state.pendingTransfer(event.transfer)
        case .holdVoided(let event), .holdExpired(let event): state.pendingTransfer(event.transfer)
        default: nil
        }
    }

    /// What an event was about.
    private func subject(
        of event: Event, former: (amount: Int64, posted: Int64)?, at time: Timestamp
    ) -> IdempotencyRecord.Subject {
        func transfer(_ id: TransferID, _ status: TransferStatus, _ posted: Int64) -> IdempotencyRecord.Subject {
            .transfer(Transfer(id: id, status: status, posted: posted, decidedAt: time))
        }
        let posted = former?.posted ?? 0
        switch event {
        case .transferPosted(let event): return transfer(TransferID(state.position), .posted, event.posting.amount)
        case .transferHeld: return transfer(TransferID(state.position), .pending, 0)
        case .holdPosted(let event):
            let total = posted + event.posting.amount
            return transfer(event.transfer, total == former?.amount ? .posted : .pending, total)
        case .holdVoided(let event): return transfer(event.transfer, .voided, posted)
        case .holdExpired(let event): return transfer(event.transfer, .expired, posted)
        case .accountOpened(let event): return .account(event.number, state.position)
        case .paymentRequested(let event): return payment(event.number)
        case .paymentDeclined(let event): return payment(event.payment)
        case .paymentAuthorized(let event), .paymentCaptured(let event), .paymentCapturedAtOnce(let event),
            .paymentCancelled(let event), .paymentExpired(let event), .paymentRefunded(let event):
            return payment(event.payment)
        }
    }

    private func payment(_ number: PaymentNumber) -> IdempotencyRecord.Subject {
        let unknown = State.PaymentProgress(status: .inDoubt, captured: 0, refunded: 0)
        return .payment(number, state.progress(number) ?? unknown)
    }

    private func append(_ stamp: IdempotencyStamp?, to batch: inout BatchBuffer) {
        EntryEncoder.append(events, stamp: stamp, to: &batch.bytes)
        batch.eventCount += events.count
    }
}
