public import Messaging

/// The queue of commands that are answered before they are decided: those of `POST /event`, and payments with `Prefer: respond-async`.
///
/// What is in it is durable in the engine of the queue; an intake takes it from there.
public struct CommandQueue: Sendable {
    /// The queue's name in its engine.
    public static let name = "florin.commands"

    /// The message headers that only this queue has: its messages come from here and nowhere else.
    public enum Header {
        /// Whose idempotency keys those of the command are.
        public static let owner = "florinowner"
        /// The idempotency key of the request.
        public static let key = "florinkey"
        /// The id that the payment was promised.
        public static let payment = "florinpayment"
    }

    /// The queue and its one group.
    public let group: ConsumerGroup
    /// The queue's engine.
    public let broker: any MessageBroker
    /// Where outcomes are looked up.
    let outcomes: any RequestOutcomes
    let admission: DepthAdmission
    let promises = RecentPromises()
    private let publisher: GatheringPublisher

    /// Creates the queue's entrance.
    /// - Parameters:
    ///   - broker: the queue's engine
    ///   - maximumDepth: from how many waiting commands on no more are taken
    ///   - outcomes: where outcomes are looked up
    ///   - drainSeconds: how long what waits will take, given how much that is
    /// - Throws: never in practice: the queue's name is one
    public init(
        on broker: any MessageBroker, maximumDepth: Int, outcomes: any RequestOutcomes,
        drainSeconds: @escaping @Sendable (Int) async -> Double
    ) throws(MessagingFault) {
        group = try ConsumerGroup(queue: CommandQueue.name)
        self.broker = broker
        self.outcomes = outcomes
        publisher = GatheringPublisher(to: group.topic, on: broker)
        admission = DepthAdmission(of: group, on: broker, maximum: maximumDepth, drainSeconds: drainSeconds)
    }

    /// Makes the queue durable in its engine, if it is not there.
    /// - Throws: what keeps the engine from it
    public func declare() async throws(MessagingFault) {
        try await broker.declare(group, startingAt: .end)
    }

    /// Queues a command, and returns once it is durable.
    /// - Parameter message: the command
    /// - Throws: the problem of a queue that is full or away
    func add(_ message: Message) async throws(Problem) {
        try await admission.check()
        do throws(MessagingFault) {
            try await publisher.publish(message)
        } catch {
            throw Problem(queue: error)
        }
        admission.note(added: 1)
    }
}
