import BlockingIO
public import Journal
public import Logging
public import PaymentCore
public import ServiceLifecycle

/// Brings the journal to a subscriber: waits for durable events, gathers them for a moment, lets the subscriber take them in, and measures.
///
/// A subscriber that fails is opened anew after a pause, and goes on behind the last event that it has taken in for good.
public final class Subscription: Service, Sendable {
    /// What metrics and `GET /v1/subscriptions` call it.
    public let name: String

    /// How far the subscriber has come: what others may follow.
    public let consumed = PositionGauge()

    private let produced: PositionGauge
    private let measures: SubscriptionMeasures
    private let reopening = ReopenRequest()
    private let loop: @Sendable (Subscription) -> Void

    /// Creates a subscription; nothing happens before ``run()``.
    /// - Parameters:
    ///   - name: what it is called
    ///   - settings: how it works
    ///   - produced: how far there are events for it
    ///   - logger: where it logs; never once an event
    ///   - open: opens the subscriber, and a reader of the journal; called on the subscription's thread, again after a failure
    public init<S: JournalSubscriber & SendableMetatype, R: JournalReader & SendableMetatype>(
        name: String, settings: SubscriptionSettings = SubscriptionSettings(), produced: PositionGauge, logger: Logger,
        open: @escaping @Sendable () throws -> (subscriber: S, reader: R)
    ) {
        self.name = name
        self.produced = produced
        measures = SubscriptionMeasures(at: MonotonicClock.now())
        loop = { subscription in
            let loop = SubscriptionLoop(
                name: name, settings: settings, produced: produced, consumed: subscription.consumed,
                measures: subscription.measures, reopening: subscription.reopening, logger: logger, open: open)
            loop.run()
        }
    }

    /// Follows the journal until it is told to stop.
    public func run() async throws {
        try await withTaskCancellationHandler {
            try await withGracefulShutdownHandler {
                try await WorkerThread.run(name: "florin-" + name) { self.loop(self) }
            } onGracefulShutdown: {
                self.produced.close()
            }
        } onCancel: {
            produced.close()
        }
        consumed.close()
    }

    /// Waits until an event has been taken in.
    ///
    /// The subscriber gathers no longer, because somebody waits.
    /// - Parameters:
    ///   - position: the event
    ///   - timeout: for how long to wait at the most
    /// - Returns: whether it was taken in
    public func wait(for position: Position, timeout: Duration) async -> Bool {
        if consumed.has(position) { return true }
        produced.hurry()
        return await consumed.wait(for: position, timeout: timeout)
    }

    /// Has the subscriber opened anew, because something is wrong with what it has made.
    /// - Parameter reason: what is wrong, for the log and the quantities
    public func reopen(because reason: any Error) {
        reopening.set(reason)
        produced.hurry()
    }

    /// The quantities of its queue, now.
    public var quantities: SubscriptionQuantities {
        measures.quantities(
            name: name, produced: produced.position.value, consumed: consumed.position.value,
            at: MonotonicClock.now())
    }
}
