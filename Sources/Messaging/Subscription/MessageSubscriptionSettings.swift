/// How a subscription handles messages.
public struct MessageSubscriptionSettings: Sendable {
    /// How it takes part in its group.
    public var consumer: ConsumerSettings

    /// How many handlers run at the same time: at least and at most.
    ///
    /// Between the two the number follows the depth: as many as bring it to nothing within ``drainTarget``, by the handler's service time.
    public var parallelism: ClosedRange<Int>

    /// Within what time what waits is to be worked off.
    public var drainTarget: Duration

    /// How many messages a handler of batches gets at the most.
    public var maximumBatch: Int

    /// From how many bytes of bodies in its hands on it takes no more messages.
    public var maximumHeldBytes = 64 << 20

    /// How often and how soon a message is tried again.
    public var retry: RetryPolicy

    /// Where the group starts if it is new; `nil` for as early as the engine can.
    public var start: GroupStart?

    /// What it shares its handlers with, and its weight there; `nil` for handlers of its own.
    public var share: HandlerShare?

    /// Hears of every delivery that goes to the dead letters without its handler's wish, before it does, and why; where it throws, the delivery goes
    /// back instead.
    public var givingUp: (@Sendable (Delivery, String) async throws -> Void)?

    /// Creates settings.
    /// - Parameters:
    ///   - consumer: how it takes part in its group
    ///   - parallelism: how many handlers run at the same time
    ///   - drainTarget: within what time what waits is to be worked off
    ///   - maximumBatch: how many messages a handler of batches gets
    ///   - retry: how often and how soon a message is tried again
    ///   - start: where the group starts if it is new; `nil` for as early as the engine can
    ///   - share: what it shares its handlers with
    public init(
        consumer: ConsumerSettings = ConsumerSettings(), parallelism: ClosedRange<Int> = 1...8,
        drainTarget: Duration = .seconds(1), maximumBatch: Int = 256, retry: RetryPolicy = RetryPolicy(),
        start: GroupStart? = nil, share: HandlerShare? = nil
    ) {
        self.consumer = consumer
        self.parallelism = parallelism
        self.drainTarget = drainTarget
        self.maximumBatch = maximumBatch
        self.retry = retry
        self.start = start
        self.share = share
    }
}
