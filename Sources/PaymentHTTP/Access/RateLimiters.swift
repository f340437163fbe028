import PaymentKeys
import Synchronization

/// The buckets of all keys that have a limit.
///
/// A bucket lives as long as the process; there are only as many as there are keys.
final class RateLimiters: Sendable {
    private let limiters = Mutex<[String: RateLimiter]>([:])
    private let standard: RateLimit?
    private let clock: @Sendable () -> UInt64

    /// - Parameters:
    ///   - standard: the limit of keys that have none of their own; `nil` for none
    ///   - clock: nanoseconds that only run forward
    init(standard: RateLimit?, clock: @escaping @Sendable () -> UInt64) {
        self.standard = standard
        self.clock = clock
    }

    /// The bucket of a key; `nil` where it has no limit.
    func limiter(of key: AccessKey) -> RateLimiter? {
        limiter(key.id, key.requestsPerSecond.map { RateLimit(requestsPerSecond: $0, burst: key.burst) } ?? standard)
    }

    /// The bucket that all share where no keys are needed.
    var shared: RateLimiter? { limiter("", standard) }

    private func limiter(_ id: String, _ limit: RateLimit?) -> RateLimiter? {
        guard let limit else { return nil }
        return limiters.withLock { limiters in
            if let known = limiters[id], known.limit == limit { return known }
            let limiter = RateLimiter(limit, clock: clock)
            limiters[id] = limiter
            return limiter
        }
    }
}
