/// How a subscription works.
public struct SubscriptionSettings: Sendable, Hashable {
    /// For how long events gather before they are taken in, unless somebody waits for them.
    ///
    /// The rest is latency that nobody sees; taking in many at once costs less. 10 by default.
    public var gatherMilliseconds = 10

    /// For how long events gather while many come, unless somebody waits for them.
    ///
    /// Each commit writes the pages that it touches: taking in more at once leaves more of the processor and the disk to commands. 50 by default.
    public var busyGatherMilliseconds = 50

    /// After how many events at the most a commit follows.
    ///
    /// 20,000 by default.
    public var maximumEventsPerCommit = 20_000

    /// How far the subscriber lets other threads go first, 0 (not at all) to 19.
    ///
    /// Commands wait for the processor less, then; subscribers may be behind for longer. 10 by default.
    public var niceness = 10

    /// For how long a subscriber that failed is left alone.
    ///
    /// 1000 by default.
    public var pauseMilliseconds = 1000

    /// Creates the default settings.
    public init() {}
}
