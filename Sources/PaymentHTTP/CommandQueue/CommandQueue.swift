public import Journal
public import Messaging
import PaymentCore

/// The queue of commands that are answered before they are decided: those of `POST /event`, and payments with `Prefer: respond-async`.
///
/// What is in it is durable in the engine of the queue; an intake takes it from there.
public struct CommandQueue: Sendable {
    /// The queue's name in its engine, or the beginning of it.
    public static let name = "florin.commands"

    /// The message headers that only this queue has: its messages come from here and nowhere else.
    public enum Header {
        /// Whose idempotency keys those of the command are.
        public static let owner = "florinowner"
        /// The idempotency key of the request.
        public static let key = "florinkey"
        /// What the request is known by, with the id that a payment was promised: ``RequestReference``.
        public static let request = "florinrequest"
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
    ///   - group: the queue
    ///   - broker: the queue's engine
    ///   - maximumDepth: from how many waiting commands on no more are taken
    ///   - outcomes: where outcomes are looked up
    ///   - drainSeconds: how long what waits will take, given how much that is
    public init(
        _ group: ConsumerGroup, on broker: any MessageBroker, maximumDepth: Int, outcomes: any RequestOutcomes,
        drainSeconds: @escaping @Sendable (Int) async -> Double
    ) {
        self.group = group
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

    /// The queue's name.
    ///
    /// In an engine that several servers may use it ends in eight digits of the journal: no server decides what another one was asked for.
    /// - Parameter journal: the server's journal; `nil` for an engine that nobody else uses
    /// - Returns: the queue
    /// - Throws: never in practice: it is the name of one
    public static func group(of journal: JournalID?) throws(MessagingFault) -> ConsumerGroup {
        let tag = journal.map { "." + Hexadecimal.text(Array($0.digest(for: "commands").prefix(4))) }
        return try ConsumerGroup(queue: name + (tag ?? ""))
    }

    /// Finds the payment that was promised for a request that comes again.
    /// - Parameters:
    ///   - key: what makes it the same request
    ///   - print: what it looks like
    /// - Returns: `nil` where none was, and where the one that was will never be made: the request may be tried again, then
    /// - Throws: 503 where that is not known
    func promised(for key: IdempotencyKey, print: UInt64) async throws(Problem) -> PaymentID? {
        guard let payment = promises.payment(for: key, print: print) else { return nil }
        do {
            if case .refused = try await outcomes.outcome(of: .payment(payment)) { return nil }
        } catch {
            throw Problem.unavailable(.queuesUnavailable)
        }
        return payment
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
