/// The quantities of a queue: what a subscriber still has to do, and how long it will take.
public struct SubscriptionQuantities: Sendable, Hashable {
    /// The subscription's name.
    public var name: String

    /// n: how many events there are for it.
    public var produced: UInt64

    /// m: how many of them it has taken in.
    public var consumed: UInt64

    /// P: how long it takes for one event, in seconds, as measured lately; 0 before the first.
    public var serviceSeconds: Double

    /// How many work side by side.
    public var parallelism: Int

    /// How many events come in a second, lately.
    public var rateIn: Double

    /// How many events it takes in a second, lately.
    public var rateOut: Double

    /// What keeps it from going on; `nil` while it works.
    public var fault: String?

    /// Q = n − m: its depth.
    public var depth: UInt64 { produced > consumed ? produced - consumed : 0 }

    /// T = Q × P ÷ parallelism: how long it needs to catch up, in seconds.
    public var drainSeconds: Double { Double(depth) * serviceSeconds / Double(max(1, parallelism)) }
}
