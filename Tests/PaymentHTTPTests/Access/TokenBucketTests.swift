import Testing

@testable import PaymentHTTP

/// The bucket as a transcript: a moment, what is asked, what is answered.
@Suite("Token bucket")
struct TokenBucketTests {
    private static let second: UInt64 = 1_000_000_000

    @Test func `a burst, then the rate`() {
        var bucket = TokenBucket(RateLimit(requestsPerSecond: 2, burst: 3), now: 100)
        let start: UInt64 = 100
        #expect(bucket.take(at: start) == .taken)
        #expect(bucket.take(at: start) == .taken)
        #expect(bucket.take(at: start) == .taken)
        #expect(bucket.take(at: start) == .refused(retryAfterSeconds: 1))
        #expect(bucket.take(at: start + 499_999_999) == .refused(retryAfterSeconds: 1))
        #expect(bucket.take(at: start + 500_000_000) == .taken)
        #expect(bucket.take(at: start + 500_000_000) == .refused(retryAfterSeconds: 1))
        #expect(bucket.take(at: start + 1_000_000_000) == .taken)
    }

    @Test(arguments: [
        (0 as UInt64, 5, 0, 0), (0, 5, 1, 1), (0, 5, 5, 3), (1, 5, 5, 2), (2, 5, 5, 1), (3, 5, 5, 0),
        (1_000_000, 5, 5, 0),
    ])
    func `what a client is told`(_ seconds: UInt64, _ burst: Int, _ taken: Int, _ reset: Int) {
        var bucket = TokenBucket(RateLimit(requestsPerSecond: 2, burst: burst), now: 0)
        for _ in 0..<taken { #expect(bucket.take(at: 0) == .taken) }
        let reading = bucket.reading(at: seconds * TokenBucketTests.second)
        let remaining = min(burst, burst - taken + Int(min(seconds, 100)) * 2)
        #expect(reading == RateReading(limit: burst, remaining: remaining, resetSeconds: reset))
    }

    @Test func `a charge may leave a debt, which is worked off before anything else`() {
        var bucket = TokenBucket(RateLimit(requestsPerSecond: 10, burst: 10), now: 0)
        #expect(bucket.take(at: 0) == .taken)
        bucket.charge(100, at: 0)
        #expect(bucket.reading(at: 0) == RateReading(limit: 10, remaining: 0, resetSeconds: 11))
        #expect(bucket.take(at: 0) == .refused(retryAfterSeconds: 10))
        #expect(bucket.take(at: 9 * TokenBucketTests.second) == .refused(retryAfterSeconds: 1))
        #expect(bucket.take(at: 9 * TokenBucketTests.second + 200_000_000) == .taken)
    }

    @Test func `neither a clock that stands or runs back nor extreme numbers do harm`() {
        var bucket = TokenBucket(RateLimit(requestsPerSecond: 1_000_000, burst: 1_000_000), now: .max - 1)
        #expect(bucket.take(at: 5) == .taken)
        #expect(bucket.reading(at: 5).remaining == 999_999)
        bucket = TokenBucket(RateLimit(requestsPerSecond: 1_000_000, burst: 1_000_000), now: 0)
        bucket.charge(1_000_000, at: 0)
        #expect(bucket.reading(at: .max).remaining == 1_000_000)
        bucket = TokenBucket(RateLimit(requestsPerSecond: 1_000_000, burst: 1), now: 0)
        for _ in 0..<10 { bucket.charge(.max, at: 0) }
        bucket.charge(-5, at: 0)
        #expect(bucket.take(at: 0) == .refused(retryAfterSeconds: 2))
        #expect(bucket.take(at: .max) == .taken)
        #expect(RateLimit(requestsPerSecond: .max, burst: .min) == RateLimit(requestsPerSecond: 1_000_000, burst: 1))
    }

    @Test func `in the long run the rate holds, whatever the pattern`() {
        var bucket = TokenBucket(RateLimit(requestsPerSecond: 7, burst: 20), now: 0)
        var (taken, now) = (0, UInt64(0))
        var generator = SystemRandomNumberGenerator()
        while now < 1000 * TokenBucketTests.second {
            now += UInt64.random(in: 0...200_000_000, using: &generator)
            if bucket.take(at: now) == .taken { taken += 1 }
        }
        #expect(taken <= 20 + 7 * 1001)
        #expect(taken > 6000)
    }
}
