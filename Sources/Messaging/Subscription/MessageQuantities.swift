/// What a subscription has done and how it works now.
public struct MessageQuantities: Sendable, Hashable {
    /// Messages that were handled and acknowledged.
    public var handled = 0
    /// Handlings that ended in a retry.
    public var retried = 0
    /// Messages that went to the dead letters.
    public var deadLettered = 0
    /// Messages that handlers have now.
    public var inHandlers = 0
    /// Messages that it holds: waiting, with handlers, or until their retry.
    public var held = 0
    /// How many handlers may run now.
    public var parallelism = 0
    /// P: how long a handler takes for one message, in seconds, lately; 0 before the first.
    public var serviceSeconds = 0.0
    /// What keeps it from going on; `nil` while it works.
    public var fault: String?

    /// Creates quantities of nothing yet.
    public init() {}

    /// T = Q × P ÷ parallelism: how long what waits will take.
    /// - Parameter waiting: Q, how many messages wait
    /// - Returns: seconds
    public func drainSeconds(waiting: Int) -> Double {
        Double(waiting) * serviceSeconds / Double(max(1, parallelism))
    }
}
