import DequeModule

/// The deliveries that a subscription has in its hands, and which of them may be handled now: the messages of a key one after the other.
///
/// Pure: it is told what comes and what became of it, and says what is to be done. A line is the deliveries of one key in order; the first of
/// a line is with a handler, waits to be, or is held until its retry, and the others wait behind it.
struct DeliveryWindow {
    /// What is to be done after handlers have finished.
    struct Outcome {
        /// What the engine is to be told, all in one call.
        var settlements: [Settlement] = []
        /// What is held until its retry.
        var holds: [(receipt: Receipt, delay: Duration)] = []
    }

    private enum Place {
        case waiting, handling, held
    }

    private struct Entry {
        var delivery: Delivery
        var place = Place.waiting
        /// Whether somebody else may have it by now: nothing is said to the engine about it any more.
        var isLost = false
    }

    /// A key that is being given back to the engine.
    private struct Closing {
        /// The first message of the key in the last round of settlements that gave some of it back.
        ///
        /// When it comes again, the engine has heard of that round and of all before it: nothing of the key is on its way that it would follow.
        var first: String
        /// That round.
        var round: Int
    }

    private let holdsKeys: Bool
    private var entries: [Receipt: Entry] = [:]
    private var ready: Deque<Receipt> = []
    /// The deliveries of a key behind its first one.
    private var lines: [String: Deque<Receipt>] = [:]
    /// The keys that are being given back to the engine: what it gave before it heard of that may still come, and would overtake what went back.
    private var closing: [String: Closing] = [:]
    /// The round of settlements that is being gathered.
    private var round = 0

    /// Creates an empty window.
    /// - Parameter keyedRetry: where a message of a key waits for its retry
    init(_ keyedRetry: Guarantees.KeyedRetry) {
        holdsKeys = keyedRetry == .member
    }

    /// How many deliveries it holds.
    var count: Int { entries.count }
    /// How many bytes their bodies have.
    private(set) var bodyBytes = 0
    /// Whether there is something to handle.
    var hasReady: Bool { !ready.isEmpty }
    /// All that have a lease.
    var receipts: [Receipt] { entries.filter { !$0.value.isLost }.map(\.key) }

    /// Takes deliveries in, in the order of their coming.
    /// - Returns: what the engine is to be told: it gets back what would overtake a retried message of its key
    mutating func add(_ deliveries: [Delivery]) -> [Settlement] {
        var releases: [Settlement] = []
        for delivery in deliveries {
            if let key = delivery.message.key, let last = closing[key] {
                guard delivery.message.id == last.first, last.round < round else {
                    giveBack(delivery, key)
                    releases.append(Settlement(delivery.receipt, .release))
                    continue
                }
                closing[key] = nil
            }
            entries[delivery.receipt] = Entry(delivery: delivery)
            bodyBytes += delivery.message.body.count
            if let key = delivery.message.key {
                if lines[key]?.append(delivery.receipt) != nil { continue }
                lines[key] = []
            }
            ready.append(delivery.receipt)
        }
        return releases
    }

    private mutating func giveBack(_ delivery: Delivery, _ key: String) {
        if closing[key]?.round != round { closing[key] = Closing(first: delivery.message.id, round: round) }
    }

    /// Says that the engine is told of the settlements so far; those that follow are another round.
    /// - Returns: the round that it is told of
    mutating func beginRound() -> Int {
        defer { round += 1 }
        return round
    }

    /// Says that the engine has heard of a round and those before it, and that nothing is under way any more that it gave before.
    mutating func close(upTo heard: Int) {
        guard !closing.isEmpty else { return }
        closing = closing.filter { $0.value.round > heard }
    }

    /// Hands deliveries out.
    /// - Parameter count: how many at the most; with more than 1 the first of a line may take the others with it, in order
    /// - Returns: none where there is nothing to handle
    mutating func take(atMost count: Int) -> [Delivery] {
        var batch: [Delivery] = []
        while batch.count < count, let receipt = ready.popFirst() {
            guard let delivery = hand(receipt) else { continue }
            batch.append(delivery)
            guard let key = delivery.message.key else { continue }
            while batch.count < count, let follower = lines[key]?.popFirst() {
                if let delivery = hand(follower) { batch.append(delivery) }
            }
        }
        return batch
    }

    private mutating func hand(_ receipt: Receipt) -> Delivery? {
        entries[receipt]?.place = .handling
        return entries[receipt]?.delivery
    }

    /// Takes back what ``take(atMost:)`` has handed out together.
    ///
    /// Once a message of a key is to be retried, the later ones of the batch with that key are too, whatever became of them: they are handled
    /// again behind it.
    mutating func finish(_ batch: [(delivery: Delivery, disposition: Disposition)]) -> Outcome {
        var outcome = Outcome()
        var blocked: [String: Deque<Receipt>] = [:]
        var kept: [Receipt] = []
        var (finished, isFinished): ([String], Set<String>) = ([], [])
        for (delivery, disposition) in batch {
            let receipt = delivery.receipt
            let key = delivery.message.key
            let isLost = entries[receipt]?.isLost ?? true
            if let key, blocked[key] != nil {
                if holdsKeys {
                    entries[receipt]?.place = .waiting
                    blocked[key]?.append(receipt)
                } else {
                    forget(receipt)
                    if !isLost { outcome.settlements.append(Settlement(receipt, .release)) }
                }
            } else if holdsKeys, disposition == .release, !isLost {
                // The engine would put it at the end: it stays here, and goes back to its place with all others when the member leaves.
                if let key { blocked[key] = [] }
                entries[receipt]?.place = .waiting
                kept.append(receipt)
            } else if let key, disposition.isAnotherTry, !isLost {
                blocked[key] = []
                if holdsKeys, case .retry(let delay) = disposition {
                    entries[receipt]?.place = .held
                    entries[receipt]?.delivery.attempt += 1
                    outcome.holds.append((receipt, delay))
                } else {
                    forget(receipt)
                    giveBack(delivery, key)
                    outcome.settlements.append(Settlement(receipt, disposition))
                }
            } else {
                forget(receipt)
                // A message that was held here has had more attempts than the engine knows.
                let attempt = holdsKeys ? delivery.attempt : nil
                if !isLost { outcome.settlements.append(Settlement(receipt, disposition, attempt: attempt)) }
            }
            if let key, isFinished.insert(key).inserted { finished.append(key) }
        }
        for key in finished { proceed(key, behind: blocked[key], &outcome) }
        for receipt in kept.reversed() { ready.prepend(receipt) }
        return outcome
    }

    /// Goes on with a line whose first ones have come back.
    private mutating func proceed(_ key: String, behind blocked: Deque<Receipt>?, _ outcome: inout Outcome) {
        guard let blocked else { return advance(key) }
        guard !holdsKeys else {
            lines[key]?.prepend(contentsOf: blocked)
            return
        }
        for receipt in lines[key] ?? [] where entries[receipt]?.isLost == false {
            outcome.settlements.append(Settlement(receipt, .release))
        }
        for receipt in lines[key] ?? [] { forget(receipt) }
        lines[key] = nil
    }

    private mutating func forget(_ receipt: Receipt) {
        guard let entry = entries.removeValue(forKey: receipt) else { return }
        bodyBytes -= entry.delivery.message.body.count
    }

    private mutating func advance(_ key: String) {
        while let next = lines[key]?.popFirst() {
            guard entries[next] != nil else { continue }
            ready.append(next)
            return
        }
        lines[key] = nil
    }

    /// Undoes that a delivery was handed out: it is the next one again.
    mutating func putBack(_ receipt: Receipt) {
        guard let entry = entries[receipt], entry.place == .handling, !entry.isLost else { return }
        entries[receipt]?.place = .waiting
        ready.prepend(receipt)
    }

    /// Ends a hold: the time of the retry has come.
    mutating func release(_ receipt: Receipt) {
        guard let entry = entries[receipt], entry.place == .held else { return }
        entries[receipt]?.place = .waiting
        ready.prepend(receipt)
    }

    /// Forgets deliveries whose lease was lost; those with handlers are forgotten when they come back.
    mutating func lose(_ receipts: [Receipt]) {
        for receipt in receipts {
            guard let entry = entries[receipt] else { continue }
            if entry.place == .handling {
                entries[receipt]?.isLost = true
                continue
            }
            forget(receipt)
            guard let key = entry.delivery.message.key else { continue }
            if let index = lines[key]?.firstIndex(of: receipt) {
                lines[key]?.remove(at: index)
            } else {
                // It was the first of its line.
                advance(key)
            }
        }
    }
}
