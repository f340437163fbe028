import Messaging
import MessagingEmbedded
import Testing

/// A random run, the same for the same seed.
struct ModelRun {
    let bench: Bench
    var broker: EmbeddedBroker
    var model = Model()
    private var random: RandomNumbers
    private var members: [Int: any MessageConsumer] = [:]
    private var hands: [Int: [Delivery]] = [:]
    private var nextMember = 0
    private var nextMessage = 0

    init(seed: UInt64) async throws {
        random = RandomNumbers(seed)
        bench = try await Bench()
        broker = bench.broker
        for _ in 0..<3 { try await join() }
    }

    private mutating func join() async throws {
        members[nextMember] = try await broker.join(bench.group, ConsumerSettings(prefetch: 20))
        hands[nextMember] = []
        nextMember += 1
    }

    /// Does one thing.
    /// - Returns: what is wrong
    mutating func step() async throws -> String? {
        let member = members.keys.sorted()[random.below(members.count)]
        switch random.below(20) {
        case 0..<6: try await publish()
        case 6..<12: return try await receive(member)
        case 12..<17: try await settle(member)
        case 17: try await redrive()
        case 18:
            await members.removeValue(forKey: member)?.leave()
            hands[member] = nil
            release(member)
            try await join()
        default: try await sometimes()
        }
        return nil
    }

    private mutating func publish() async throws {
        var messages: [Message] = []
        for _ in 0...random.below(8) {
            let key = random.below(4) == 0 ? nil : "k\(random.below(3))"
            let id = "m\(nextMessage)"
            nextMessage += 1
            model.publish(id, key)
            messages.append(Message(id: id, type: "", key: key, body: Array(id.utf8)))
        }
        try await broker.publish(messages, to: bench.topic)
    }

    private mutating func receive(_ member: Int) async throws -> String? {
        let count = 1 + random.below(12)
        let room = 20 - (hands[member]?.count ?? 0)
        let some = try await members[member]?.receive(atMost: count, waiting: .zero) ?? []
        for delivery in some {
            if let wrong = model.deliver(delivery, to: member) {
                return "\(delivery.message.id) to \(member): \(wrong)"
            }
        }
        hands[member]? += some
        if some.count > room { return "\(some.count) for a room of \(room)" }
        if some.count < min(count, room), let left = model.deliverable.first { return "\(left) was left behind" }
        return nil
    }

    private mutating func settle(_ member: Int) async throws {
        var held = hands[member] ?? []
        guard !held.isEmpty else { return }
        var settlements: [Settlement] = []
        for _ in 0..<min(held.count, 1 + random.below(6)) {
            let delivery = held.remove(at: random.below(3) == 0 ? random.below(held.count) : 0)
            let (disposition, status): (Disposition, Model.Status) =
                switch random.below(10) {
                case 0: (.retry(after: .zero), .waiting)
                case 1 where random.below(4) == 0: (.retry(after: .seconds(3600)), .delayed)
                case 2: (.deadLetter(reason: "because"), .dead)
                case 3: (.release, .waiting)
                default: (.ack, .done)
                }
            settlements.append(Settlement(delivery.receipt, disposition))
            model[delivery.message.id].status = status
            if disposition == .release { model[delivery.message.id].attempts -= 1 }
        }
        hands[member] = held
        let lost = try await members[member]?.settle(settlements)
        if lost != [] { Issue.record("\(lost?.count ?? 0) receipts were lost") }
    }

    private mutating func redrive() async throws {
        let letters = try await broker.deadLetters(of: bench.group, after: nil, limit: 1 + random.below(3))
        let count = try await broker.redrive(letters.map(\.id), of: bench.group)
        if count != letters.count { Issue.record("\(count) of \(letters.count) were given back") }
        for letter in letters {
            model[letter.message.id].status = .waiting
            model[letter.message.id].attempts = 0
            model[letter.message.id].isRedriven = true
        }
    }

    private mutating func release(_ member: Int) {
        model.change { entry in
            guard entry.status == .held(member: member) else { return }
            entry.status = .waiting
            entry.attempts -= 1
        }
    }

    /// Opens the file again, or throws something away.
    private mutating func sometimes() async throws {
        switch random.below(6) {
        case 0:
            let before = model.depth
            let count = try await broker.purge(.waiting, of: bench.group)
            if count != before.ready + before.delayed { Issue.record("\(count) purged") }
            model.change { if $0.status == .waiting || $0.status == .delayed { $0.status = .done } }
        case 1:
            let before = model.depth.dead
            let count = try await broker.purge(.deadLetters, of: bench.group)
            if count != before { Issue.record("\(count) dead letters purged") }
            model.change { if $0.status == .dead { $0.status = .done } }
        case 2:
            await broker.close()
            for member in Array(members.keys) { release(member) }
            members = [:]
            hands = [:]
            broker = try Bench.broker(bench.folder)
            for _ in 0..<3 { try await join() }
        default: break
        }
    }
}
