/// What a client is told of its limit.
public struct RateReading: Sendable, Hashable {
    /// How many requests it may make at once at most.
    public var limit: Int
    /// How many it may make now.
    public var remaining: Int
    /// When it may make all of ``limit`` again, in seconds, rounded up.
    public var resetSeconds: Int
}
