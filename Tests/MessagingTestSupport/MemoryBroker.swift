import BlockingIO
package import Messaging

/// A message engine in memory, for tests of what stands above engines: as exact as an engine can be, and it fails when it is told to.
package final class MemoryBroker: MessageBroker {
    struct State {
        var queues: [ConsumerGroup: MemoryQueue] = [:]
        var topics: Set<Topic> = []
        var members = 0
        var joined = 0
        var fault: MessagingFault?
        var settleFault: MessagingFault?
        /// Whether a settling that fails happens nevertheless.
        var settlesDespiteFault = false
        var renewFault: MessagingFault?
        var receiveCalls = 0
        var settleCalls = 0
        var renewCalls = 0
    }

    package let guarantees: Guarantees
    package var label: String { "memory" }
    let state = Monitor(State())

    /// Creates an engine.
    /// - Parameter guarantees: what it says of itself, and does, as far as retries of keys, leases and crashes go
    package init(_ guarantees: Guarantees = Guarantees()) {
        self.guarantees = guarantees
    }

    // MARK: For tests

    /// What every call throws from now on; `nil` for nothing.
    package func fail(_ fault: MessagingFault?) {
        state.withLock { $0.fault = fault }
    }

    /// What settling throws from now on; `nil` for nothing.
    /// - Parameters:
    ///   - fault: what it throws
    ///   - isDone: whether it happens nevertheless, as where only the answer is lost
    package func failSettling(_ fault: MessagingFault?, butDone isDone: Bool = false) {
        state.withLock { state in
            state.settleFault = fault
            state.settlesDespiteFault = isDone
        }
    }

    /// What renewing throws from now on; `nil` for nothing.
    package func failRenewing(_ fault: MessagingFault?) {
        state.withLock { $0.renewFault = fault }
    }

    /// Ends the leases of all that members of a group have: it comes again.
    package func loseLeases(of group: ConsumerGroup) {
        state.withLock { $0.queues[group]?.loseLeases(at: .now) }
    }

    /// How many members there are now.
    package var members: Int { state.withLock { $0.members } }

    /// How often somebody has asked for messages.
    package var receiveCalls: Int { state.withLock { $0.receiveCalls } }

    /// How often somebody has settled, or tried to.
    package var settleCalls: Int { state.withLock { $0.settleCalls } }

    /// How often somebody has renewed leases.
    package var renewCalls: Int { state.withLock { $0.renewCalls } }

    /// Puts bytes into a queue that are no message.
    package func addMalformed(_ queue: ConsumerGroup, reason: String) {
        state.withLock {
            $0.queues[queue, default: MemoryQueue()].append(
                Message(id: "bad", type: "", body: [0xFF]), malformation: reason)
        }
    }

    func with<Value: Sendable>(
        _ group: ConsumerGroup, _ body: (inout MemoryQueue) -> Value
    ) throws(MessagingFault) -> Value {
        try state.withLock { (state) throws(MessagingFault) -> Value in
            if let fault = state.fault { throw fault }
            guard var queue = state.queues[group] else { throw MessagingFault(.unroutable, "There is no \(group)") }
            defer { state.queues[group] = queue }
            return body(&queue)
        }
    }

    // MARK: MessageBroker

    package func connect() async throws(MessagingFault) {
        if let fault = state.withLock({ $0.fault }) { throw fault }
    }

    package func declare(_ topic: Topic) async throws(MessagingFault) {
        if topic.kind == .queue {
            return try await declare(try ConsumerGroup(queue: topic.name), startingAt: .beginning)
        }
        try await connect()
        state.withLock { _ = $0.topics.insert(topic) }
    }

    package func declare(_ group: ConsumerGroup, startingAt start: GroupStart) async throws(MessagingFault) {
        try await connect()
        state.withLock { state in
            state.topics.insert(group.topic)
            if state.queues[group] == nil { state.queues[group] = MemoryQueue() }
        }
    }

    package func publish(_ messages: [Message], to topic: Topic) async throws(MessagingFault) {
        try await connect()
        for message in messages where message.body.count > guarantees.maximumBodyBytes {
            throw MessagingFault(.tooLarge, "The body has \(message.body.count) bytes")
        }
        let isKnown = state.withLock { state in
            guard state.topics.contains(topic) else { return false }
            for group in state.queues.keys where group.topic == topic {
                for message in messages { state.queues[group]?.append(message) }
            }
            return true
        }
        guard isKnown else { throw MessagingFault(.unroutable, "There is no \(topic)") }
    }

    package func join(
        _ group: ConsumerGroup, _ settings: ConsumerSettings
    ) async throws(MessagingFault) -> any MessageConsumer {
        _ = try with(group) { $0.entries.count }
        let member = state.withLock { state in
            state.joined += 1
            state.members += 1
            return state.joined
        }
        return MemoryConsumer(self, group, settings, member: member)
    }

    package func depth(of group: ConsumerGroup) async throws(MessagingFault) -> Depth {
        try with(group) { $0.depth(at: .now) }
    }

    package func groups() async throws(MessagingFault) -> [ConsumerGroup] {
        try await connect()
        return state.withLock { $0.queues.keys.sorted { $0.reference < $1.reference } }
    }

    package func deadLetters(
        of group: ConsumerGroup, after id: String?, limit: Int
    ) async throws(MessagingFault) -> [DeadLetter] {
        try with(group) { queue in
            let start = id.flatMap { id in queue.dead.firstIndex { $0.id == id } }.map { $0 + 1 } ?? 0
            return Array(queue.dead.dropFirst(start).prefix(limit))
        }
    }

    package func redrive(_ ids: [String]?, of group: ConsumerGroup) async throws(MessagingFault) -> Int {
        try with(group) { $0.redrive(ids) }
    }

    package func purge(_ part: PurgedPart, of group: ConsumerGroup) async throws(MessagingFault) -> Int {
        try with(group) { $0.purge(part) }
    }

    package func close() async {}
}
