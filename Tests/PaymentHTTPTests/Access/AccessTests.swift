import HTTPLoad
import PaymentKeys
import Testing

/// Who is let in, and what the others are told.
@Suite("Access")
struct AccessTests {
    private static let unknownPayment = "/v1/payments/pay_00000000000000000000000000"

    @Test func `without keys everybody may do everything`() async throws {
        let bench = try AccessBench()
        try await TestServer.with(access: try bench.policy()) { server in
            let client = try server.client()
            for path in ["/health/live", "/metrics"] { #expect(try client.get(path).status == 200) }
            #expect(try client.request("GET", "/metrics", headers: [("Authorization", "Bearer x")]).status == 200)
            // From the first key on, without a restart.
            let key = try bench.key([.admin])
            #expect(try client.get("/metrics").status == 401)
            #expect(try key.get(client, "/metrics").status == 200)
        }
    }

    @Test func `a request without a key that counts is 401, the same whatever is wrong`() async throws {
        let bench = try AccessBench()
        let key = try bench.key()
        let other = try AccessBench().key()
        try await TestServer.with(access: try bench.policy()) { server in
            let client = try server.client()
            let rows: [(headers: [(String, String)], code: String)] = [
                ([], "key_missing"),
                ([("Authorization", "Basic YTpi")], "key_missing"),
                ([("Authorization", key.token)], "key_missing"),
                ([("Authorization", "Bearer")], "key_missing"),
                ([("Authorization", "Bearer ")], "key_missing"),
                ([("Authorization", "Bearer x")], "key_invalid"),
                ([("Authorization", "Bearer \(other.token)")], "key_invalid"),
                ([("Authorization", "Bearer \(key.token)0")], "key_invalid"),
                ([("Authorization", "Bearer \(key.token.uppercased())")], "key_invalid"),
                ([key.header, key.header], "key_invalid"),
            ]
            var details: Set<String?> = []
            for (headers, code) in rows {
                let answer = try client.request("GET", "/v1/accounts/a", headers: headers)
                #expect(answer.status == 401 && answer.string("code") == code, "\(headers) \(answer.text)")
                #expect(answer["www-authenticate"] == #"Bearer realm="florin""#)
                #expect(answer["content-type"] == "application/problem+json")
                #expect(!answer.text.contains(key.token.suffix(20)))
                if code == "key_invalid" { details.insert(answer.text) }
            }
            #expect(details.count == 1)
            for scheme in ["Bearer", "bearer", "BEARER"] {
                let answer = try client.request(
                    "GET", "/v1/accounts/a", headers: [("Authorization", "\(scheme) \(key.token)")])
                #expect(answer.status == 404, "\(scheme)")
            }
        }
    }

    static let routes: [(method: String, path: String, scope: KeyScope?)] = [
        ("POST", "/v1/accounts", .write), ("GET", "/v1/accounts/a", .read), ("POST", "/v1/transfers", .write),
        ("POST", "/v1/transfers/tra_1/post", .write), ("POST", "/v1/transfers/tra_1/void", .write),
        ("POST", "/v1/payments", .write), ("GET", unknownPayment, .read), ("HEAD", unknownPayment, .read),
        ("POST", unknownPayment + "/confirm", .write), ("POST", unknownPayment + "/cancel", .write),
        ("POST", unknownPayment + "/refunds", .write), ("POST", "/v1/batch", .write), ("POST", "/v1/echo", .write),
        ("GET", "/metrics", .admin), ("GET", "/health/live", nil), ("HEAD", "/health/ready", nil),
    ]

    @Test func `every route needs its scope and no other`() async throws {
        let bench = try AccessBench()
        let keys = try KeyScope.allCases.map { ($0, try bench.key([$0])) }
        try await TestServer.with(.withEcho, access: try bench.policy()) { server in
            let client = try server.client()
            for (method, path, scope) in AccessTests.routes {
                let without = try client.request(method, path, body: method == "POST" ? "" : nil)
                #expect((without.status == 401) == (scope != nil), "\(method) \(path)")
                for (name, key) in keys {
                    let answer = try client.request(
                        method, path, headers: [key.header], body: method == "POST" ? "" : nil)
                    #expect(answer.status != 401, "\(method) \(path) \(name)")
                    #expect((answer.status == 403) == (scope != nil && scope != name), "\(method) \(path) \(name)")
                    guard answer.status == 403, method != "HEAD" else { continue }
                    #expect(answer.string("code") == "scope_missing")
                    #expect(answer.string("detail")?.contains(try #require(scope).rawValue) == true, "\(answer.text)")
                }
            }
            #expect(try client.get("/v2").status == 404)
        }
    }

    @Test func `a key that is revoked is 401 on the very next request of the same connection`() async throws {
        let bench = try AccessBench()
        let (key, other) = (try bench.key(), try bench.key())
        try await TestServer.with(access: try bench.policy()) { server in
            let client = try server.client()
            #expect(try key.get(client, "/v1/accounts/a").status == 404)
            _ = try bench.file.revoke(key.id, at: AccessBench.now)
            let answer = try key.get(client, "/v1/accounts/a")
            #expect(answer.status == 401 && answer.string("code") == "key_invalid")
            #expect(answer.string("detail") == "The key was revoked.")
            #expect(try other.get(client, "/v1/accounts/a").status == 404)
        }
    }

    @Test func `two owners with one idempotency key make two payments, two keys of one owner make one`() async throws {
        let bench = try AccessBench()
        let (first, second) = (try bench.key(owner: "acme"), try bench.key(owner: "acme"))
        let other = try bench.key(owner: "zenith")
        try await TestServer.with(access: try bench.policy()) { server in
            let client = try server.client()
            try first.fund(client, ["wallet:alice", "merchant:acme"])
            let body = BadInput.payment
            var answers: [HTTPAnswer] = []
            for key in [first, second, other, other] {
                answers.append(try key.post(client, "/v1/payments", body, key: "order-1"))
            }
            #expect(answers.map(\.status) == [201, 201, 201, 201])
            let ids = answers.map { $0.string("id") ?? "none" }
            #expect(ids[0] == ids[1] && ids[2] == ids[3] && ids[0] != ids[2])
            #expect(answers.map { $0["idempotent-replayed"] } == [nil, "true", nil, "true"])
            // On the lines of batches, too.
            let line = #"{"type":"payment","idempotency_key":"order-1","# + body.dropFirst()
            var lines: [String] = []
            for key in [first, second, other] { lines += try key.batch(client, [line]) }
            #expect(lines[0].contains(ids[0]) && lines[1].contains(ids[0]) && lines[2].contains(ids[2]), "\(lines)")
        }
    }
}
