/// The messages of one queue that a desk has, and who has leased which: pure, told what happens and when.
struct LeaseLine {
    typealias Instant = ContinuousClock.Instant

    /// A message in the hands of a client.
    struct Lease {
        let delivery: Delivery
        let end: Instant
        /// Whether the engine is being told what becomes of it: it does not end meanwhile.
        var isSettling = false
        /// Whether a call to the engine about it is under way, whose answer says what has become of it.
        var isTold = false
    }

    /// What the engine is to be told, in one call, and which leases end with it.
    struct Work {
        var settlements: [Settlement] = []
        var endings: [(receipt: LeaseReceipt, disposition: Disposition)] = []
        /// Which round of settlements it is.
        var round = 0
    }

    private var window: DeliveryWindow
    private var leases: [LeaseReceipt: Lease] = [:]
    private var holds: [Receipt: Instant] = [:]
    private let group: ConsumerGroup
    private let retry: RetryPolicy
    private let maximumLeases: Int
    /// What the engine is to be told, in order.
    private var settlements: [Settlement] = []
    /// The receipts of leases that ended by themselves, to be forgotten.
    private var ended: [LeaseReceipt] = []
    /// Those of them that the engine is to hear of.
    private var expired: [LeaseReceipt] = []
    /// How often the engine was asked for messages.
    private var requests: UInt64 = 0
    /// The rounds of settlements that the engine has heard of, and the last request that may bring messages from before.
    private var heard: [(round: Int, request: UInt64)] = []
    /// Whether a message of a key was given back to the engine since the last round.
    private var needsRound = false

    init(_ group: ConsumerGroup, _ settings: LeaseDeskSettings, keyedRetry: Guarantees.KeyedRetry) {
        window = DeliveryWindow(keyedRetry)
        self.group = group
        retry = settings.retry
        maximumLeases = settings.maximumLeases
    }

    /// For how many more messages there is room.
    var room: Int { maximumLeases - window.count }
    /// Whether no client has anything, and nothing is held until its retry.
    var isIdle: Bool { leases.isEmpty && holds.isEmpty }
    /// What the engine's lease is renewed of.
    var receipts: [Receipt] { window.receipts }
    /// The receipts of all leases.
    var leaseReceipts: [LeaseReceipt] { Array(leases.keys) }

    /// Begins to ask the engine for messages.
    mutating func beginRequest() {
        requests += 1
    }

    /// Takes deliveries of the last request in, in the order of their coming.
    mutating func add(_ deliveries: [Delivery]) {
        if let round = heard.last(where: { $0.request < requests })?.round { window.close(upTo: round) }
        settlements += window.add(deliveries)
        if let round = heard.last?.round { window.close(upTo: round) }
        heard = []
    }

    /// Leases the next message that a client may see; others go to the dead letters on the way.
    /// - Returns: `nil` where there is none now
    mutating func lease(as receipt: LeaseReceipt, for time: Duration, at now: Instant) -> LeasedMessage? {
        while let delivery = window.take(atMost: 1).first {
            if let reason = refusal(delivery) {
                take(window.finish([(delivery, .deadLetter(reason: reason))]), at: now)
                continue
            }
            leases[receipt] = Lease(delivery: delivery, end: now + time)
            return LeasedMessage(
                receipt: receipt, group: group, message: delivery.message, attempt: delivery.attempt, lease: time)
        }
        return nil
    }

    /// Undoes a lease, as if it had not been.
    mutating func putBack(_ receipt: LeaseReceipt) {
        guard let lease = leases[receipt], !lease.isSettling else { return }
        leases[receipt] = nil
        window.putBack(lease.delivery.receipt)
    }

    /// Begins to settle a lease.
    /// - Returns: the disposition, and what the engine is to be told now; `nil` where there is no such lease
    mutating func begin(
        _ receipt: LeaseReceipt, _ outcome: LeaseOutcome, at now: Instant
    ) -> (disposition: Disposition, settlements: [Settlement])? {
        guard let lease = leases[receipt], !lease.isSettling, lease.end > now else { return nil }
        leases[receipt]?.isSettling = true
        let disposition = disposition(outcome, lease.delivery)
        // On a copy: nothing has happened until the engine has it.
        var copy = window
        let settlements = copy.finish([(lease.delivery, disposition)]).settlements
        leases[receipt]?.isTold = !settlements.isEmpty
        return (disposition, settlements)
    }

    /// Goes on with a lease as before, because the engine could not be told.
    mutating func abandon(_ receipt: LeaseReceipt) {
        leases[receipt]?.isSettling = false
        leases[receipt]?.isTold = false
    }

    /// Ends a lease that was settled; `told` is what the engine was told already.
    mutating func finish(_ receipt: LeaseReceipt, _ disposition: Disposition, told: [Settlement], at now: Instant) {
        guard let lease = leases.removeValue(forKey: receipt) else { return }
        var outcome = window.finish([(lease.delivery, disposition)])
        if case .retry = disposition, lease.delivery.message.key != nil { needsRound = true }
        // What came meanwhile behind a message that is retried.
        let told = Set(told.map(\.receipt))
        outcome.settlements.removeAll { told.contains($0.receipt) }
        take(outcome, at: now)
    }

    /// The engine has what ``takeWork()`` gave.
    mutating func finish(_ work: Work, at now: Instant) {
        for (receipt, disposition) in work.endings {
            finish(receipt, disposition, told: work.settlements, at: now)
        }
        heard.append((work.round, requests))
    }

    /// Ends what is over: leases that nobody settled count as attempts, and retries that are held become ready.
    mutating func pass(_ now: Instant) {
        for (receipt, lease) in leases where lease.end <= now && !lease.isSettling {
            // The messages behind it wait until the engine knows.
            leases[receipt]?.isSettling = true
            ended.append(receipt)
            expired.append(receipt)
        }
        for (receipt, end) in holds where end <= now {
            holds[receipt] = nil
            window.release(receipt)
        }
    }

    /// Forgets deliveries that the engine has given to somebody else, or is about to.
    mutating func lose(_ receipts: [Receipt]) {
        // To the engine, what it has just settled is lost, too.
        let told = Set(leases.values.filter(\.isTold).map(\.delivery.receipt))
        let lost = Set(receipts).subtracting(told)
        guard !lost.isEmpty else { return }
        window.lose(receipts.filter(lost.contains))
        for receipt in lost { holds[receipt] = nil }
        for (receipt, lease) in leases where lost.contains(lease.delivery.receipt) && !lease.isSettling {
            leases[receipt] = nil
            ended.append(receipt)
            _ = window.finish([(lease.delivery, .ack)])
        }
    }

    /// Whether there is anything that the engine is to be told.
    var hasWork: Bool { !settlements.isEmpty || !expired.isEmpty || needsRound }

    /// What the engine is to be told since the last call, perhaps nothing; ``finish(_:at:)`` when it has it.
    mutating func takeWork() -> Work {
        var work = Work(settlements: settlements, round: window.beginRound())
        needsRound = false
        // On a copy: nothing has happened until the engine has it.
        var copy = window
        for receipt in expired {
            guard let lease = leases[receipt] else { continue }
            let disposition = limited(.retry(after: .zero), lease.delivery, "its lease ended")
            let settlements = copy.finish([(lease.delivery, disposition)]).settlements
            leases[receipt]?.isTold = !settlements.isEmpty
            work.settlements += settlements
            work.endings.append((receipt, disposition))
        }
        (settlements, expired) = ([], [])
        return work
    }

    /// The leases that ended by themselves since the last call.
    mutating func takeEnded() -> [LeaseReceipt] {
        defer { ended = [] }
        return ended
    }

    private mutating func take(_ outcome: DeliveryWindow.Outcome, at now: Instant) {
        settlements += outcome.settlements
        for hold in outcome.holds {
            if hold.delay > .zero {
                holds[hold.receipt] = now + hold.delay
            } else {
                window.release(hold.receipt)
            }
        }
    }

    private func refusal(_ delivery: Delivery) -> String? {
        if let malformation = delivery.malformation { return malformation }
        guard delivery.attempt > retry.attempts else { return nil }
        return "given up after \(retry.attempts) attempts: its consumer died or lost it"
    }

    private func disposition(_ outcome: LeaseOutcome, _ delivery: Delivery) -> Disposition {
        switch outcome {
        case .ack: return .ack
        case .deadLetter(let reason): return .deadLetter(reason: reason)
        case .retry(let delay):
            let usual = retry.delay(afterAttempt: delivery.attempt, chance: Double.random(in: 0...1))
            return limited(.retry(after: delay ?? usual), delivery, "its consumer asked for another")
        }
    }

    /// A retry only while there are attempts left.
    private func limited(_ again: Disposition, _ delivery: Delivery, _ reason: String) -> Disposition {
        guard delivery.attempt >= retry.attempts else { return again }
        return .deadLetter(reason: "given up after \(delivery.attempt) attempts: \(reason)")
    }
}
