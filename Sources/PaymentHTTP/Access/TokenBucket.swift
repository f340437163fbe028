/// A bucket of tokens that fills steadily: each request takes one.
///
/// It is pure: whoever asks says what time it is. Tokens are counted in billionths, so that nanoseconds times tokens per second is exact. It
/// can owe tokens: what a request costs beyond its first token is known only when it has been read, and is charged then; the next requests
/// wait until the debt has been filled up. So no request is too large to be ever admitted, and the long-run rate holds all the same.
struct TokenBucket {
    /// Whether a request may be made.
    enum Decision: Hashable {
        case taken
        /// Not now, but in so many seconds, rounded up.
        case refused(retryAfterSeconds: Int)
    }

    let limit: RateLimit
    private var level: Int64
    private var time: UInt64

    private static let one: Int64 = 1_000_000_000

    /// Creates a full bucket.
    /// - Parameters:
    ///   - limit: how much it holds and how fast it fills
    ///   - now: nanoseconds of a clock that only runs forward
    init(_ limit: RateLimit, now: UInt64) {
        self.limit = limit
        level = Int64(limit.burst) * TokenBucket.one
        time = now
    }

    /// Takes a token if there is one.
    mutating func take(at now: UInt64) -> Decision {
        fill(until: now)
        guard level >= TokenBucket.one else {
            return .refused(retryAfterSeconds: seconds(toFill: TokenBucket.one - level))
        }
        level -= TokenBucket.one
        return .taken
    }

    /// Takes tokens whether there are any or not.
    /// - Parameters:
    ///   - count: how many; at most a million are charged at a time
    ///   - now: nanoseconds of a clock that only runs forward
    mutating func charge(_ count: Int, at now: UInt64) {
        fill(until: now)
        level -= Int64(min(max(count, 0), 1_000_000)) * TokenBucket.one
        level = max(level, -TokenBucket.maximumDebt)
    }

    /// What the client is told.
    mutating func reading(at now: UInt64) -> RateReading {
        fill(until: now)
        let capacity = Int64(limit.burst) * TokenBucket.one
        return RateReading(
            limit: limit.burst, remaining: Int(max(0, level) / TokenBucket.one),
            resetSeconds: level == capacity ? 0 : seconds(toFill: capacity - level))
    }

    /// As many tokens as the largest bucket holds: a client that owes more than that would wait for ever.
    private static let maximumDebt = 1_000_000 * one

    private mutating func fill(until now: UInt64) {
        guard now > time else { return }
        let (gained, isHuge) = (now - time).multipliedReportingOverflow(by: UInt64(limit.requestsPerSecond))
        time = now
        let missing = Int64(limit.burst) * TokenBucket.one - level
        level += isHuge ? missing : Int64(min(gained, UInt64(missing)))
    }

    private func seconds(toFill amount: Int64) -> Int {
        let perSecond = Int64(limit.requestsPerSecond) * TokenBucket.one
        return Int((amount + perSecond - 1) / perSecond)
    }
}
