/// Pauses between tries that fail: longer and longer, with jitter, up to a limit.
public struct Backoff: Sendable {
    private var next: Duration
    private let first: Duration
    private let maximum: Duration

    /// Creates pauses.
    /// - Parameters:
    ///   - first: the first one
    ///   - maximum: the longest one
    public init(first: Duration = .milliseconds(100), maximum: Duration = .seconds(5)) {
        self.first = first
        self.maximum = maximum
        next = first
    }

    /// The pause before the next try.
    /// - Returns: a little less or more than twice the one before
    public mutating func pause() -> Duration {
        defer { next = min(next * 2, maximum) }
        return next * Double.random(in: 0.8...1.2)
    }

    /// Begins again with the first pause, because a try succeeded.
    public mutating func reset() {
        next = first
    }
}
