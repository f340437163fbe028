import Testing

@testable import Messaging

@Suite("Retry policy")
struct RetryPolicyTests {
    private let policy = RetryPolicy(
        attempts: 10, firstDelay: .seconds(1), factor: 2, maximumDelay: .seconds(60), jitter: 0.5)

    @Test(
        "pauses double up to the limit",
        arguments: [(1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (8, 60), (1_000_000, 60), (0, 1), (-5, 1)])
    func doubles(attempt: Int, seconds: Int) {
        #expect(policy.delay(afterAttempt: attempt, chance: 0) == .seconds(seconds))
    }

    @Test func `jitter lengthens a pause by up to its share, and never shortens it`() {
        #expect(policy.delay(afterAttempt: 3, chance: 1) == .seconds(6))
        #expect(policy.delay(afterAttempt: 3, chance: 0.5) == .seconds(5))
        #expect(policy.delay(afterAttempt: 20, chance: 1) == .seconds(90))
    }

    @Test func `back-off grows to its limit and begins again after a success`() {
        var backoff = Backoff(first: .milliseconds(100), maximum: .seconds(1))
        for expected in [100, 200, 400, 800, 1000, 1000] {
            let pause = backoff.pause().seconds * 1000
            #expect((0.79 * Double(expected)...1.21 * Double(expected)).contains(pause))
        }
        backoff.reset()
        #expect(backoff.pause() <= .milliseconds(121))
    }
}
