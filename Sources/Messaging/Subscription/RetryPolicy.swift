/// How often and how soon a message is tried again: exponential back-off with jitter and a cap.
public struct RetryPolicy: Sendable, Hashable {
    /// After this many attempts the message goes to the dead letters; at least 1.
    public var attempts: Int
    /// The pause after the first attempt.
    public var firstDelay: Duration
    /// By what each pause is longer than the one before; at least 1.
    public var factor: Double
    /// The longest pause, before the jitter.
    public var maximumDelay: Duration
    /// Up to what share of itself a pause is lengthened, so that messages that failed together do not come back together; 0 to 1.
    public var jitter: Double

    /// Creates a policy.
    /// - Parameters:
    ///   - attempts: how many attempts there are
    ///   - firstDelay: the pause after the first
    ///   - factor: by what each pause is longer
    ///   - maximumDelay: the longest pause
    ///   - jitter: up to what share of itself a pause is lengthened
    public init(
        attempts: Int = 8, firstDelay: Duration = .seconds(1), factor: Double = 2,
        maximumDelay: Duration = .seconds(300), jitter: Double = 0.2
    ) {
        self.attempts = attempts
        self.firstDelay = firstDelay
        self.factor = factor
        self.maximumDelay = maximumDelay
        self.jitter = jitter
    }

    /// The pause after an attempt.
    /// - Parameters:
    ///   - attempt: the attempt that failed, from 1
    ///   - chance: 0 to 1, drawn by the caller: where in the jitter the pause lies
    /// - Returns: min(first · factor^(attempt − 1), maximum) · (1 + jitter · chance)
    public func delay(afterAttempt attempt: Int, chance: Double) -> Duration {
        var delay = firstDelay
        for _ in 1..<max(1, min(attempt, 128)) where delay < maximumDelay {
            delay = min(delay * factor, maximumDelay)
        }
        return min(delay, maximumDelay) * (1 + jitter * chance)
    }
}
