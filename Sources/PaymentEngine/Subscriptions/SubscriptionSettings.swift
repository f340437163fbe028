/// How a subscription works.
public struct SubscriptionSettings: Sendable, Hashable {
    /// For how long events gather before they are taken in, unless somebody waits for them.
    ///
    /// The rest is latency that nobody sees; taking in many at once costs less. 10 by default.
    public var gatherMilliseconds = 10

    /// After how many events at the most a commit follows.
    ///
    /// 20,000 by default.
    public var maximumEventsPerCommit = 20_000

    /// For how long a subscriber that failed is left alone.
    ///
    /// 1000 by default.
    public var pauseMilliseconds = 1000

    /// Creates the default settings.
    public init() {}
}
