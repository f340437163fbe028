import Messaging
import MessagingContract

/// The contract in memory, slow and obvious: with it the suite judges itself.
final class DebugBroker: MessageBroker {
    /// What a broken one does wrong.
    enum Flaw: Sendable, CaseIterable {
        /// Loses a message now and then.
        case loses
        /// Swaps neighbours.
        case reorders
        /// Delivers acknowledged messages again.
        case repeats
        /// Gives retries back at once.
        case hurries
        /// Counts attempts wrongly.
        case miscounts
        /// Gives more than the prefetch.
        case overflows
        /// Lets several members have messages of a key.
        case mixesKeys
        /// Tells nobody that the lease is lost.
        case hidesLostLeases
        /// Counts what is in flight as ready.
        case countsWrongly
        /// Keeps no dead letters.
        case forgetsDeadLetters
    }

    private let engine: DebugEngine

    init(_ engine: DebugEngine) {
        self.engine = engine
    }

    var guarantees: Guarantees {
        var guarantees = Guarantees()
        guarantees.maximumBodyBytes = 2 << 20
        guard engine.isWeak else { return guarantees }
        guarantees.order = .perKeyWithinMember
        guarantees.queueOrder = .perKeyWithinMember
        guarantees.keyedRetry = .member
        guarantees.lease = .connection
        guarantees.crashCount = .uncounted
        guarantees.depth = .near
        guarantees.starts = [.end]
        guarantees.keepsWithoutGroups = false
        guarantees.maximumMembers = 1
        return guarantees
    }

    var label: String { "debug" }

    func connect() async throws(MessagingFault) { try await engine.check() }
    func declare(_ topic: Topic) async throws(MessagingFault) { try await engine.declare(topic) }
    func declare(_ group: ConsumerGroup, startingAt start: GroupStart) async throws(MessagingFault) {
        try await engine.declare(group, start)
    }
    func publish(_ messages: [Message], to topic: Topic) async throws(MessagingFault) {
        try await engine.publish(messages, topic)
    }
    func join(_ group: ConsumerGroup, _ settings: ConsumerSettings) async throws(MessagingFault) -> any MessageConsumer
    {
        try await DebugConsumer(engine, group, settings, engine.join(group))
    }
    func depth(of group: ConsumerGroup) async throws(MessagingFault) -> Depth { try await engine.depth(group) }
    func groups() async throws(MessagingFault) -> [ConsumerGroup] { await engine.names() }
    func deadLetters(
        of group: ConsumerGroup, after id: String?, limit: Int
    ) async throws(MessagingFault) -> [DeadLetter] {
        try await engine.deadLetters(group, after: id, limit)
    }
    func redrive(_ ids: [String]?, of group: ConsumerGroup) async throws(MessagingFault) -> Int {
        try await engine.redrive(ids, group)
    }
    func purge(_ part: PurgedPart, of group: ConsumerGroup) async throws(MessagingFault) -> Int {
        try await engine.purge(part, group)
    }
    func close() async { await engine.close() }
}
