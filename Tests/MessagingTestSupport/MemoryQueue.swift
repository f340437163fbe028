import Messaging

/// One group of a ``MemoryBroker``: its messages in order, slow and obvious.
struct MemoryQueue {
    typealias Instant = ContinuousClock.Instant

    enum Place {
        case ready
        case inFlight(member: Int, until: Instant)
        case delayed(until: Instant)
    }

    struct Entry {
        let number: UInt64
        var message: Message
        var malformation: String?
        var attempt = 0
        var place = Place.ready
        /// Which delivery of it counts.
        var delivery: UInt64 = 0
    }

    var entries: [Entry] = []
    var dead: [DeadLetter] = []
    var consumed = 0
    var lastNumber: UInt64 = 0
    var lastDelivery: UInt64 = 0

    mutating func append(_ message: Message, malformation: String? = nil) {
        lastNumber += 1
        entries.append(Entry(number: lastNumber, message: message, malformation: malformation))
    }

    mutating func receive(
        _ count: Int, member: Int, lease: Duration?, countsCrashes: Bool, at now: Instant
    ) -> [Delivery] {
        var blocked: Set<String> = []
        var deliveries: [Delivery] = []
        for index in entries.indices where deliveries.count < count {
            let key = entries[index].message.key
            if let key, blocked.contains(key) { continue }
            switch entries[index].place {
            case .inFlight(_, let until) where until > now:
                if let key, case .inFlight(let other, _) = entries[index].place, other != member { blocked.insert(key) }
                continue
            case .delayed(let until) where until > now:
                if let key { blocked.insert(key) }
                continue
            case .inFlight where !countsCrashes: entries[index].attempt -= 1
            default: break
            }
            lastDelivery += 1
            entries[index].attempt += 1
            entries[index].delivery = lastDelivery
            entries[index].place = .inFlight(member: member, until: MemoryQueue.end(lease, from: now))
            deliveries.append(
                Delivery(
                    message: entries[index].message,
                    receipt: Receipt(session: UInt64(member), number: lastDelivery), attempt: entries[index].attempt,
                    malformation: entries[index].malformation))
        }
        return deliveries
    }

    mutating func settle(_ settlement: Settlement, of group: ConsumerGroup, at now: Instant) -> Bool {
        guard let index = index(settlement.receipt, at: now) else { return false }
        switch settlement.disposition {
        case .ack:
            entries.remove(at: index)
            consumed += 1
        case .retry(let delay): entries[index].place = .delayed(until: now + delay)
        case .release:
            entries[index].place = .ready
            entries[index].attempt -= 1
        case .deadLetter(let reason):
            let entry = entries.remove(at: index)
            dead.append(
                DeadLetter(
                    id: "\(entry.number)", message: entry.message, reason: reason, group: group,
                    attempts: entry.attempt))
        }
        return true
    }

    mutating func renew(_ receipt: Receipt, for lease: Duration?, at now: Instant) -> Bool {
        guard let index = index(receipt, at: now) else { return false }
        entries[index].place = .inFlight(member: Int(receipt.session), until: MemoryQueue.end(lease, from: now))
        return true
    }

    mutating func loseLeases(at now: Instant) {
        for index in entries.indices {
            guard case .inFlight(let member, let until) = entries[index].place else { continue }
            entries[index].place = .inFlight(member: member, until: min(until, now))
        }
    }

    private static func end(_ lease: Duration?, from now: Instant) -> Instant { now + (lease ?? .seconds(1_000_000)) }

    /// A member that leaves: what it has goes back as if it had not been delivered.
    mutating func leave(_ member: Int) {
        for index in entries.indices {
            guard case .inFlight(member, _) = entries[index].place else { continue }
            entries[index].place = .ready
            entries[index].attempt -= 1
        }
    }

    func depth(at now: Instant) -> Depth {
        var depth = Depth(dead: dead.count, consumed: consumed)
        for entry in entries {
            switch entry.place {
            case .inFlight(_, let until) where until > now: depth.inFlight += 1
            case .delayed(let until) where until > now: depth.delayed += 1
            default: depth.ready += 1
            }
        }
        return depth
    }

    mutating func redrive(_ ids: [String]?) -> Int {
        let chosen = dead.filter { ids?.contains($0.id) ?? true }
        dead.removeAll { ids?.contains($0.id) ?? true }
        for letter in chosen { append(letter.message) }
        return chosen.count
    }

    mutating func purge(_ part: PurgedPart) -> Int {
        switch part {
        case .deadLetters:
            defer { dead = [] }
            return dead.count
        case .waiting:
            let before = entries.count
            entries.removeAll { entry in
                if case .inFlight = entry.place { false } else { true }
            }
            return before - entries.count
        }
    }

    private func index(_ receipt: Receipt, at now: Instant) -> Int? {
        entries.firstIndex { entry in
            guard entry.delivery == receipt.number, case .inFlight(let member, let until) = entry.place else {
                return false
            }
            return member == Int(receipt.session) && until > now
        }
    }
}
