import BlockingIO
public import Logging
public import ServiceLifecycle

/// Handles the messages of a group: as many at a time as the depth asks for, the messages of a key one after the other.
///
/// It declares the group, joins it, renews the leases of slow handlers, tries failed messages again after growing pauses, and gives up on them
/// after so many attempts: they go to the dead letters then. Bytes that are no message go there at once. Where the engine went away it waits for it;
/// what had been delivered before comes again then, and may be handled twice: handlers drop repeats by the message's id.
public final class MessageSubscription: Service, Sendable {
    /// Handles one message; an error is a retry, and in the end the reason in the dead letters.
    public typealias Handler = @Sendable (Delivery) async throws -> Disposition
    /// Handles messages that were received together, and says what becomes of each, in order.
    ///
    /// A batch holds any messages; those of one key are in order, and after the first of them that is to be retried the later ones are tried again
    /// too, whatever the handler says.
    public typealias BatchHandler = @Sendable ([Delivery]) async throws -> [Disposition]

    /// The group.
    public let group: ConsumerGroup
    let broker: any MessageBroker
    let settings: MessageSubscriptionSettings
    let maximumBatch: Int
    let logger: Logger
    let handler: BatchHandler
    private let state = Monitor(State())

    private struct State {
        var last = MessageQuantities()
        var desk: HandlerDesk?
        var isStopping = false
        /// Dead letters that the log does not know of yet, and when it last heard of some.
        var unlogged = 0
        var logged: ContinuousClock.Instant?
    }

    /// Creates a subscription whose handler gets one message at a time; nothing happens before ``run()``.
    /// - Parameters:
    ///   - group: the group
    ///   - broker: the engine
    ///   - settings: how it works
    ///   - logger: where it logs; never once a message
    ///   - handler: handles a message; may be called several times at once, for messages of different keys
    public convenience init(
        to group: ConsumerGroup, on broker: any MessageBroker,
        settings: MessageSubscriptionSettings = MessageSubscriptionSettings(), logger: Logger,
        handler: @escaping Handler
    ) {
        self.init(to: group, on: broker, settings: settings, maximumBatch: 1, logger: logger) { deliveries in
            var dispositions: [Disposition] = []
            for delivery in deliveries { dispositions.append(try await handler(delivery)) }
            return dispositions
        }
    }

    /// Creates a subscription whose handler gets many messages at a time; nothing happens before ``run()``.
    /// - Parameters:
    ///   - group: the group
    ///   - broker: the engine
    ///   - settings: how it works
    ///   - logger: where it logs; never once a message
    ///   - batchHandler: handles messages; may be called several times at once
    public convenience init(
        to group: ConsumerGroup, on broker: any MessageBroker,
        settings: MessageSubscriptionSettings = MessageSubscriptionSettings(), logger: Logger,
        batchHandler: @escaping BatchHandler
    ) {
        self.init(
            to: group, on: broker, settings: settings, maximumBatch: max(1, settings.maximumBatch), logger: logger,
            handler: batchHandler)
    }

    private init(
        to group: ConsumerGroup, on broker: any MessageBroker, settings: MessageSubscriptionSettings, maximumBatch: Int,
        logger: Logger, handler: @escaping BatchHandler
    ) {
        self.group = group
        self.broker = broker
        self.settings = settings
        self.maximumBatch = maximumBatch
        var logger = logger
        logger[metadataKey: "group"] = "\(group)"
        logger[metadataKey: "broker"] = "\(broker.label)"
        self.logger = logger
        self.handler = handler
    }

    /// What it has done and how it works now.
    public var quantities: MessageQuantities {
        get async {
            let (last, desk) = state.withLock { ($0.last, $0.desk) }
            guard let desk else { return last }
            return last.adding(await desk.now)
        }
    }

    /// Says beforehand what will keep it from going on: its engine was found to be away.
    /// - Parameter fault: what was found
    public func expect(_ fault: MessagingFault) {
        note(fault)
    }

    /// How much its group still has before it.
    /// - Returns: the depth
    /// - Throws: what keeps the engine from saying
    public func depth() async throws(MessagingFault) -> Depth {
        try await broker.depth(of: group)
    }

    /// Handles messages until it is told to stop; then handlers that run finish, and everything else goes back to the engine.
    ///
    /// Whatever keeps it from going on is noted (``quantities``) and tried again, also what only a person can mend: nothing else is to end with it.
    public func run() async {
        await withTaskCancellationHandler {
            await withGracefulShutdownHandler {
                await joinAgain()
            } onGracefulShutdown: {
                self.stop()
            }
        } onCancel: {
            stop()
        }
    }

    /// Whether it was told to stop.
    var isStopping: Bool { state.withLock { $0.isStopping } }

    /// No new session; the session that runs hears of it by itself.
    private func stop() {
        state.withLock { $0.isStopping = true }
    }

    private func joinAgain() async {
        var backoff = Backoff()
        while !isStopping {
            let began = ContinuousClock.now
            do {
                try await broker.declare(group, startingAt: start)
                let consumer = try await broker.join(group, settings.consumer)
                note(nil)
                try await MessageSession(self, consumer: consumer).run()
            } catch {
                // Anything else is the end of its task.
                guard let fault = error as? MessagingFault else { return }
                note(fault)
                logger.warning("subscription interrupted", metadata: ["fault": "\(fault)"])
                // One that breaks at once, again and again, is not to keep everybody busy.
                if ContinuousClock.now - began > .seconds(10) { backoff.reset() }
                await pause(backoff.pause())
            }
        }
    }

    private var start: GroupStart {
        settings.start ?? (broker.guarantees.starts.contains(.beginning) ? .beginning : .end)
    }

    /// Waits, but not longer than until it is told to stop.
    func pause(_ time: Duration) async {
        var left = time
        while left > .zero, !isStopping {
            let step = min(left, .milliseconds(250))
            try? await Task.sleep(for: step)
            left -= step
        }
    }

    /// Remembers what keeps it from going on; `nil` when it goes on.
    func note(_ fault: MessagingFault?) {
        state.withLock { $0.last.fault = fault.map(\.message) }
    }

    /// Says now and then how many messages went to the dead letters, and never once what was in them.
    func note(deadLetters count: Int) {
        guard count > 0 else { return }
        let now = ContinuousClock.now
        let due = state.withLock { state -> Int? in
            state.unlogged += count
            if let logged = state.logged, now - logged < .seconds(10) { return nil }
            state.logged = now
            defer { state.unlogged = 0 }
            return state.unlogged
        }
        guard let due else { return }
        logger.warning("messages went to the dead letters; florin queue peek shows why", metadata: ["count": "\(due)"])
    }

    /// Makes the desk of a session known, so that it can be asked.
    func open(_ desk: HandlerDesk) {
        state.withLock { $0.desk = desk }
    }

    /// Keeps what a session has done.
    func close(_ quantities: MessageQuantities) {
        state.withLock { state in
            state.last = state.last.adding(quantities)
            state.desk = nil
        }
    }
}

extension MessageQuantities {
    /// What was done before, and what a session has done on top of it.
    func adding(_ session: MessageQuantities) -> MessageQuantities {
        var sum = session
        sum.handled += handled
        sum.retried += retried
        sum.deadLettered += deadLettered
        sum.fault = fault
        if sum.serviceSeconds == 0 { sum.serviceSeconds = serviceSeconds }
        return sum
    }
}
