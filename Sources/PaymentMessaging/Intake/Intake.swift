public import Logging
public import Messaging
import PaymentCore
public import PaymentEngine
public import PaymentHTTP
public import ServiceLifecycle

/// Takes commands from a queue: decides them in batches, and acknowledges them only when the journal is durable.
///
/// A command that comes again is the same one, by its idempotency key or the message's id. What is no command, and what the rules refuse, goes to the
/// dead letters with the reason, and keeps nothing back. While the engine cannot work, the intake waits.
public final class Intake: Service, Companion {
    /// The queue and its engine.
    public let name: String
    private let subscription: MessageSubscription
    private let work: IntakeWork

    /// Creates an intake; nothing happens before ``run()``.
    /// - Parameters:
    ///   - group: the queue, or a group of a topic
    ///   - broker: the queue's engine
    ///   - origin: where the messages come from
    ///   - scope: what keeps ids and keys of its messages apart from those of others
    ///   - engine: decides the commands
    ///   - outcomes: where refusals of promised payments are kept; `nil` where none are promised
    ///   - settings: how it works
    ///   - logger: where it logs; never once a message
    public init(
        from group: ConsumerGroup, on broker: any MessageBroker, origin: IntakeOrigin = .elsewhere,
        scope: IntakeScope = IntakeScope(), engine: PaymentEngine, outcomes: RequestLog? = nil,
        settings: IntakeSettings = IntakeSettings(), logger: Logger
    ) {
        self.broker = broker
        name = "intake from \(group) at \(broker.label)"
        let isPushed = broker.guarantees.lease == .connection
        let prefetch = isPushed ? min(settings.prefetch, 256) : settings.prefetch
        var handling = MessageSubscriptionSettings(
            consumer: ConsumerSettings(prefetch: prefetch, lease: .seconds(15), name: "florin-intake"),
            parallelism: settings.consumers, maximumBatch: settings.maximumBatch)
        handling.share = settings.share
        let work = IntakeWork(
            engine: engine, origin: origin, scope: scope, outcomes: outcomes,
            maximumBodyBytes: settings.maximumBodyBytes, logger: logger)
        self.work = work
        handling.givingUp = { delivery, reason in try await work.giveUp(delivery, because: reason) }
        subscription = MessageSubscription(to: group, on: broker, settings: handling, logger: logger) { deliveries in
            await work.decide(deliveries)
        }
    }

    /// The queue's engine.
    public let broker: any MessageBroker
    /// The subscription's group.
    public var group: ConsumerGroup { subscription.group }

    /// What it has done and how it works now.
    public var quantities: MessageQuantities {
        get async { await subscription.quantities }
    }

    /// Says beforehand that its engine was found to be away.
    /// - Parameter fault: what was found
    public func expect(_ fault: MessagingFault) {
        subscription.expect(fault)
    }

    /// How much waits in its queue.
    /// - Returns: the depth
    /// - Throws: what keeps the queue's engine from saying
    public func depth() async throws(MessagingFault) -> Depth {
        try await subscription.depth()
    }

    /// What keeps it from going on; `nil` while it works.
    public var fault: String? {
        get async {
            let waiting = await subscription.quantities.fault
            return waiting ?? work.fault
        }
    }

    /// Takes commands until it is told to stop.
    public func run() async {
        await subscription.run()
    }
}
