import HTTPLoad
import PaymentHTTP
import PaymentKeys
import Testing

/// Limits of keys over HTTP; the clock stands unless the test moves it.
@Suite("Rate limits")
struct RateLimitTests {
    private static let path = "/v1/accounts/a"

    @Test func `a key has its burst, then 429 with Retry-After, then its rate`() async throws {
        let bench = try AccessBench()
        let key = try bench.key(rate: (2, 3))
        let free = try bench.key()
        try await TestServer.with(access: try bench.policy()) { server in
            let client = try server.client()
            let rows: [(pass: Double, status: Int, remaining: String, reset: String)] = [
                (0, 404, "2", "1"), (0, 404, "1", "1"), (0, 404, "0", "2"), (0, 429, "0", "2"), (0.4, 429, "0", "2"),
                (0.1, 404, "0", "2"), (10, 404, "2", "1"),
            ]
            for (index, row) in rows.enumerated() {
                bench.pass(seconds: row.pass)
                let answer = try key.get(client, RateLimitTests.path)
                #expect(answer.status == row.status, "\(index)")
                #expect(answer["ratelimit-limit"] == "3", "\(index)")
                #expect(answer["ratelimit-remaining"] == row.remaining, "\(index)")
                #expect(answer["ratelimit-reset"] == row.reset, "\(index)")
                #expect(answer["retry-after"] == (row.status == 429 ? "1" : nil), "\(index)")
                if row.status == 429 { #expect(answer.string("code") == "rate_limited") }
            }
            for _ in 0..<20 {
                let answer = try free.get(client, RateLimitTests.path)
                #expect(answer.status == 404 && answer["ratelimit-limit"] == nil)
            }
        }
    }

    @Test func `every kind of answer to a limited key says what is left`() async throws {
        let bench = try AccessBench()
        let key = try bench.key([.read, .write], prefixes: ["wallet:"], rate: (100, 100))
        try await TestServer.with(access: try bench.policy()) { server in
            let client = try server.client()
            let answers = [
                try key.post(client, "/v1/accounts", #"{"id":"wallet:a","currency":"USD"}"#),
                try key.get(client, "/v1/accounts/wallet:a"), try key.get(client, "/v1/accounts/wallet:b"),
                try key.post(client, "/v1/accounts", #"{"id":"rail:a","currency":"USD"}"#),
                try key.post(client, "/v1/accounts", "{"), try key.get(client, "/metrics"),
                try key.get(client, "/v1/transfers"),
            ]
            #expect(answers.map(\.status) == [201, 200, 404, 403, 400, 403, 405])
            #expect(answers.map { $0["ratelimit-remaining"] } == (93...99).reversed().map { String($0) })
            #expect(try client.get("/health/live")["ratelimit-limit"] == nil)
        }
    }

    @Test func `a batch costs a token and another for every hundred lines`() async throws {
        let bench = try AccessBench()
        let key = try bench.key(rate: (10, 10))
        try await TestServer.with(access: try bench.policy()) { server in
            let client = try server.client()
            let lines = (0..<1999).map { #"{"type":"open_account","id":"wallet:\#($0)","currency":"USD"}"# }
            #expect(try key.batch(client, Array(lines.prefix(99))).count == 99)
            #expect(try key.get(client, RateLimitTests.path)["ratelimit-remaining"] == "8")
            // More than there is: it is done, and the key waits for the debt.
            #expect(try key.batch(client, lines).count == 1999)
            let refused = try key.get(client, RateLimitTests.path)
            #expect(refused.status == 429 && refused["retry-after"] == "2", "\(refused.headers)")
            bench.pass(seconds: 1.2)
            #expect(try key.get(client, RateLimitTests.path).status == 429)
            bench.pass(seconds: 0.1)
            #expect(try key.get(client, RateLimitTests.path).status == 404)
        }
    }

    @Test func `the server's limit is for keys without one, each for itself, and for all where there are no keys`()
        async throws
    {
        let bench = try AccessBench()
        try await TestServer.with(access: try bench.policy(RateLimit(requestsPerSecond: 1, burst: 2))) { server in
            let client = try server.client()
            for status in [404, 404, 429] { #expect(try client.get(RateLimitTests.path).status == status) }
            #expect(try client.get("/health/ready").status == 200)
            let (first, second) = (try bench.key(), try bench.key())
            let own = try bench.key(rate: (1, 4))
            for (key, burst) in [(first, 2), (second, 2), (own, 4)] {
                for number in 1...5 {
                    let status = try key.get(client, RateLimitTests.path).status
                    #expect(status == (number <= burst ? 404 : 429), "\(number)")
                }
            }
        }
    }
}
