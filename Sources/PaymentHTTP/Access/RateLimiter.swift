import Synchronization

/// The bucket of one key, for all threads.
final class RateLimiter: Sendable {
    let limit: RateLimit
    private let bucket: Mutex<TokenBucket>
    private let clock: @Sendable () -> UInt64

    /// - Parameters:
    ///   - limit: how much, how fast
    ///   - clock: nanoseconds that only run forward
    init(_ limit: RateLimit, clock: @escaping @Sendable () -> UInt64) {
        self.limit = limit
        self.clock = clock
        bucket = Mutex(TokenBucket(limit, now: clock()))
    }

    /// Takes a token for a request.
    /// - Throws: 429 `rate_limited`
    func take() throws(Problem) {
        let now = clock()
        let (decision, reading) = bucket.withLock { bucket in (bucket.take(at: now), bucket.reading(at: now)) }
        guard case .refused(let seconds) = decision else { return }
        var problem = Problem(.rateLimited)
        problem.retryAfterSeconds = max(1, seconds)
        problem.rate = reading
        throw problem
    }

    /// Takes what a request turned out to cost beyond its first token.
    func charge(_ tokens: Int) {
        let now = clock()
        bucket.withLock { $0.charge(tokens, at: now) }
    }

    /// What the client is told now.
    var reading: RateReading {
        let now = clock()
        return bucket.withLock { $0.reading(at: now) }
    }
}
