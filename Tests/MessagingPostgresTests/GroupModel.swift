import Messaging
import MessagingContract

/// What a group of a topic has to be, slow and obvious: every message, where it is, and who has it.
struct GroupModel {
    enum Place: Equatable {
        case waiting
        case held(by: Int, Receipt)
        case dead
        case done
    }

    struct Entry {
        var key: String?
        var place = Place.waiting
        var attempts = 0
    }

    private(set) var entries: [Entry] = []

    /// Makes the next messages.
    mutating func publish(_ count: Int, key: (Int) -> String?) -> [Message] {
        (0..<count).map { _ in
            let message = Message(id: "\(entries.count)", type: "test", key: key(entries.count), body: [1])
            entries.append(Entry(key: message.key))
            return message
        }
    }

    /// Checks a delivery, and notes it.
    mutating func deliver(_ delivery: Delivery, to member: Int) throws {
        guard let index = Int(delivery.message.id), entries.indices.contains(index) else {
            throw ContractViolation("\(delivery.message.id) was never published")
        }
        try expect(entries[index].place == .waiting, "\(index) came to \(member) though it is \(entries[index].place)")
        entries[index].attempts += 1
        try expect(
            delivery.attempt == entries[index].attempts,
            "\(index) is attempt \(delivery.attempt), not \(entries[index].attempts)")
        if let key = entries[index].key {
            for (earlier, entry) in entries[..<index].enumerated() where entry.key == key {
                switch entry.place {
                case .done, .dead: break
                case .held(let holder, _) where holder == member: break
                default:
                    throw ContractViolation("\(index) came to \(member) though \(earlier) of \(key) is \(entry.place)")
                }
            }
        }
        entries[index].place = .held(by: member, delivery.receipt)
    }

    /// What a member has, in order.
    func held(by member: Int) -> [(index: Int, receipt: Receipt)] {
        entries.indices.compactMap { index in
            guard case .held(member, let receipt) = entries[index].place else { return nil }
            return (index, receipt)
        }
    }

    /// Notes what became of one.
    mutating func settle(_ index: Int, _ disposition: Disposition) {
        switch disposition {
        case .ack: entries[index].place = .done
        case .retry: entries[index].place = .waiting
        case .deadLetter: entries[index].place = .dead
        case .release:
            entries[index].place = .waiting
            entries[index].attempts -= 1
        }
    }

    /// A dead letter is given back.
    mutating func redrive() -> Int {
        let dead = entries.indices.filter { entries[$0].place == .dead }
        for index in dead {
            entries[index].place = .waiting
            entries[index].attempts = 0
        }
        return dead.count
    }

    func count(_ isMeant: (Place) -> Bool) -> Int { entries.count { isMeant($0.place) } }

    /// Whether a depth is right.
    func check(_ depth: Depth) throws {
        let held = count { if case .held = $0 { true } else { false } }
        try expect(
            depth.ready + depth.delayed == count { $0 == .waiting } && depth.inFlight == held
                && depth.dead == count { $0 == .dead } && depth.consumed == count { $0 == .done },
            "The depth is \(depth): waiting \(count { $0 == .waiting }), in flight \(held)")
    }
}
