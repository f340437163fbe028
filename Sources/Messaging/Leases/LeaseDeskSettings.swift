/// How a desk leases messages, and its limits.
public struct LeaseDeskSettings: Sendable, Hashable {
    /// How many messages of one queue may be leased at the same time; 64 by default.
    public var maximumLeases: Int
    /// How many queues may have leases or waiting clients at the same time; 64 by default.
    public var maximumQueues: Int
    /// How many clients may wait at the same time, over all queues; 1,000 by default.
    public var maximumWaiters: Int
    /// After what time without leases and without waiting clients a queue is left, so that other members get its messages; 30 s by default.
    public var idleTime: Duration
    /// For how long the engine is asked at the least where a client does not want to wait; 200 ms by default.
    public var leastWait: Duration
    /// How long a client waits for the desk to join a queue, beyond its own wait; 15 s by default.
    public var joinTime: Duration
    /// The engine's own lease, which the desk renews after a third of it; 30 s by default.
    public var engineLease: Duration
    /// How often and how soon a message comes again that a client did not settle, or wants to have retried.
    public var retry: RetryPolicy

    /// Creates settings.
    /// - Parameters:
    ///   - maximumLeases: how many messages of one queue may be leased at the same time
    ///   - maximumQueues: how many queues may be in use at the same time
    ///   - maximumWaiters: how many clients may wait at the same time
    ///   - idleTime: after what time without use a queue is left
    ///   - leastWait: for how long the engine is asked at the least
    ///   - joinTime: how long a client waits for the desk to join a queue
    ///   - engineLease: the engine's own lease
    ///   - retry: how often and how soon a message comes again
    public init(
        maximumLeases: Int = 64, maximumQueues: Int = 64, maximumWaiters: Int = 1000,
        idleTime: Duration = .seconds(30), leastWait: Duration = .milliseconds(200), joinTime: Duration = .seconds(15),
        engineLease: Duration = .seconds(30), retry: RetryPolicy = RetryPolicy()
    ) {
        self.maximumLeases = maximumLeases
        self.maximumQueues = maximumQueues
        self.maximumWaiters = maximumWaiters
        self.idleTime = idleTime
        self.leastWait = leastWait
        self.joinTime = joinTime
        self.engineLease = engineLease
        self.retry = retry
    }
}
