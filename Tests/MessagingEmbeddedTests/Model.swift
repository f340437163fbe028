import Messaging

/// What the file must say: slow and obvious.
struct Model {
    enum Status: Equatable {
        case waiting
        case held(member: Int)
        case delayed
        case dead
        case done
    }

    struct Entry {
        var id: String
        var key: String?
        var status = Status.waiting
        var attempts = 0
        /// Whether it was given back from the dead letters: its order is free then.
        var isRedriven = false
    }

    private(set) var entries: [Entry] = []
    private var indexes: [String: Int] = [:]

    mutating func publish(_ id: String, _ key: String?) {
        indexes[id] = entries.count
        entries.append(Entry(id: id, key: key))
    }

    subscript(id: String) -> Entry {
        get { entries[indexes[id] ?? 0] }
        set { entries[indexes[id] ?? 0] = newValue }
    }

    mutating func change(_ body: (inout Entry) -> Void) {
        for index in entries.indices { body(&entries[index]) }
    }

    var depth: Depth {
        var depth = Depth()
        for entry in entries {
            switch entry.status {
            case .waiting: depth.ready += 1
            case .held: depth.inFlight += 1
            case .delayed: depth.delayed += 1
            case .dead: depth.dead += 1
            case .done: depth.consumed += 1
            }
        }
        return depth
    }

    /// Takes in a delivery.
    /// - Returns: what is wrong with it
    mutating func deliver(_ delivery: Delivery, to member: Int) -> String? {
        guard let index = indexes[delivery.message.id] else { return "was never published" }
        let entry = entries[index]
        guard entry.status == .waiting else { return "is \(entry.status)" }
        guard delivery.attempt == entry.attempts + 1 else {
            return "attempt \(delivery.attempt) after \(entry.attempts)"
        }
        if let key = entry.key {
            for (other, rival) in entries.enumerated() where rival.key == key && other != index {
                if case .held(let owner) = rival.status, owner != member { return "while \(owner) has \(rival.id)" }
                let isOpen = rival.status == .waiting || rival.status == .delayed
                if other < index, isOpen, !rival.isRedriven { return "before \(rival.id)" }
            }
        }
        entries[index].status = .held(member: member)
        entries[index].attempts += 1
        return nil
    }

    /// What somebody who asks must get now.
    var deliverable: [String] {
        entries.filter { entry in
            guard entry.status == .waiting else { return false }
            guard let key = entry.key else { return true }
            let open = entries.filter { $0.key == key && $0.status != .done && $0.status != .dead }
            return open.first?.id == entry.id && !open.contains { $0.status == .delayed || $0.isHeld }
        }.map(\.id)
    }
}

extension Model.Entry {
    var isHeld: Bool { if case .held = status { true } else { false } }
}
