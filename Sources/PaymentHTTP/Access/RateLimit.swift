/// How many requests a key may make.
public struct RateLimit: Sendable, Hashable {
    /// How many in a second, in the long run; 1 to 1,000,000.
    public let requestsPerSecond: Int
    /// How many at once, after a time without any; 1 to 1,000,000.
    public let burst: Int

    /// Creates a limit; numbers outside of their ranges become the nearest inside.
    /// - Parameters:
    ///   - requestsPerSecond: how many in a second
    ///   - burst: how many at once; `nil` for as many as in a second
    public init(requestsPerSecond: Int, burst: Int? = nil) {
        self.requestsPerSecond = min(max(requestsPerSecond, 1), 1_000_000)
        self.burst = min(max(burst ?? requestsPerSecond, 1), 1_000_000)
    }
}
