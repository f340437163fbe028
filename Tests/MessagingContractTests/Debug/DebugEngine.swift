import Messaging
import MessagingContract

/// The memory behind a ``DebugBroker``.
actor DebugEngine {
    struct Entry {
        var message: Message
        var attempt = 0
        var member: UInt64?
        var lease: UInt64 = 0
        var until = ContinuousClock.now
    }

    struct Group {
        var entries: [Entry] = []
        var dead: [DeadLetter] = []
        var members: Set<UInt64> = []
        var consumed = 0
    }

    let flaw: DebugBroker.Flaw?
    /// Whether it does only what the weakest of drivers may declare.
    let isWeak: Bool
    var groups: [ConsumerGroup: Group] = [:]
    private var topics: [Topic: [Message]] = [:]
    private var isClosed = false
    private var last: UInt64 = 0

    init(flaw: DebugBroker.Flaw? = nil, isWeak: Bool = false) {
        self.flaw = flaw
        self.isWeak = isWeak
    }

    func number() -> UInt64 {
        last += 1
        return last
    }

    func check() throws(MessagingFault) {
        if isClosed { throw MessagingFault(.closed, "The broker is closed") }
    }

    func check(_ group: ConsumerGroup) throws(MessagingFault) -> Group {
        try check()
        guard let found = groups[group] else { throw MessagingFault(.unroutable, "There is no \(group)") }
        return found
    }

    func close() { isClosed = true }

    func declare(_ topic: Topic) throws(MessagingFault) {
        try check()
        if topics[topic] == nil { topics[topic] = [] }
        if topic.kind == .queue { try declare(ConsumerGroup(queue: topic.name), .end) }
    }

    func declare(_ group: ConsumerGroup, _ start: GroupStart) throws(MessagingFault) {
        try check()
        if isWeak, start == .beginning { throw MessagingFault(.unsupported, "A group starts at the end") }
        let old = topics[group.topic] ?? []
        topics[group.topic] = old
        guard groups[group] == nil else { return }
        groups[group] = Group(entries: start == .beginning ? old.map { Entry(message: $0) } : [])
    }

    func names() -> [ConsumerGroup] { groups.keys.sorted { $0.name < $1.name } }

    func publish(_ messages: [Message], _ topic: Topic) throws(MessagingFault) {
        try check()
        guard topics[topic] != nil else { throw MessagingFault(.unroutable, "There is no \(topic)") }
        guard messages.allSatisfy({ $0.body.count <= 2 << 20 }) else { throw MessagingFault(.tooLarge, "Too large") }
        if isWeak, !groups.keys.contains(where: { $0.topic == topic }) {
            throw MessagingFault(.unroutable, "Nobody would get it")
        }
        var messages = messages
        if flaw == .loses, messages.count > 2 { messages.remove(at: messages.count / 2) }
        if flaw == .reorders, messages.count > 2 { messages.swapAt(messages.count / 2, messages.count - 1) }
        topics[topic]?.append(contentsOf: messages)
        for group in groups.keys where group.topic == topic {
            groups[group]?.entries.append(contentsOf: messages.map { Entry(message: $0) })
        }
    }

    func join(_ group: ConsumerGroup) throws(MessagingFault) -> UInt64 {
        _ = try check(group)
        let member = number()
        groups[group]?.members.insert(member)
        return member
    }

    func leave(_ member: UInt64, _ name: ConsumerGroup) {
        guard var group = groups[name] else { return }
        for index in group.entries.indices where group.entries[index].member == member {
            group.entries[index].member = nil
            group.entries[index].until = .now
            group.entries[index].attempt -= 1
        }
        group.members.remove(member)
        groups[name] = group
    }

    func depth(_ name: ConsumerGroup) throws(MessagingFault) -> Depth {
        let group = try check(name)
        let now = ContinuousClock.now
        let held = group.entries.filter { $0.member != nil && $0.until > now }.count
        let delayed = group.entries.filter { $0.member == nil && $0.until > now }.count
        let inFlight = flaw == .countsWrongly ? 0 : held
        return Depth(
            ready: group.entries.count - inFlight - delayed, inFlight: inFlight, delayed: delayed,
            dead: group.dead.count, consumed: group.consumed)
    }

    func deadLetters(_ name: ConsumerGroup, after id: String?, _ limit: Int) throws(MessagingFault) -> [DeadLetter] {
        let dead = try check(name).dead
        let start = id.flatMap { id in dead.firstIndex { $0.id == id }.map { $0 + 1 } } ?? 0
        return Array(dead[start...].prefix(limit))
    }

    func redrive(_ ids: [String]?, _ name: ConsumerGroup) throws(MessagingFault) -> Int {
        var group = try check(name)
        let chosen = group.dead.filter { ids?.contains($0.id) ?? true }
        group.dead.removeAll { ids?.contains($0.id) ?? true }
        group.entries += chosen.map { Entry(message: $0.message) }
        groups[name] = group
        return chosen.count
    }

    func purge(_ part: PurgedPart, _ name: ConsumerGroup) throws(MessagingFault) -> Int {
        var group = try check(name)
        let before = group.entries.count + group.dead.count
        switch part {
        case .waiting: group.entries.removeAll { $0.member == nil }
        case .deadLetters: group.dead = []
        }
        groups[name] = group
        group.consumed += before - group.entries.count - group.dead.count
        return before - group.entries.count - group.dead.count
    }
}
