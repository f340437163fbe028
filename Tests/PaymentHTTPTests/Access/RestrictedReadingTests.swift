import BlockingIO
import HTTPLoad
import PaymentKeys
import Testing

/// Keys that may touch certain accounts only: what lists, histories, statements and streams show them.
@Suite("Restricted keys read", .serialized)
struct RestrictedReadingTests {
    /// A restricted key, a free one, and what was made with the free one.
    private struct Scene {
        let bench: AccessBench
        let client: BlockingHTTPClient
        let port: Int
        let key: TestKey
        let free: TestKey
        var payments: [String] = []
        var transfers: [String] = []

        func get(_ path: String, with key: TestKey? = nil) throws -> HTTPAnswer {
            try (key ?? self.key).get(client, path)
        }

        /// The ids of the things in a list.
        func ids(_ path: String, with key: TestKey? = nil) throws -> [String] {
            let answer = try get(path, with: key)
            #expect(answer.status == 200, "\(answer.text)")
            return answer.text.matches(of: /\{"id":"([^"]+)"/).map { String($0.1) }
        }
    }

    /// Payments and transfers within the key's accounts, between them and others, and between others only.
    private static let pairs = [
        ("wallet:acme", "merchant:acme"), ("wallet:acme", "merchant:other"), ("wallet:other", "merchant:other"),
        ("wallet:acme2", "merchant:acme"),
    ]

    private static func with(_ body: @escaping @Sendable (Scene) throws -> Void) async throws {
        let bench = try AccessBench()
        let key = try bench.key([.read], owner: "acme", prefixes: ["wallet:acme", "merchant:acme"])
        let free = try bench.key(owner: "house")
        try await TestServer.with(access: try bench.policy()) { server in
            let client = try server.client()
            var scene = Scene(bench: bench, client: client, port: server.port, key: key, free: free)
            try free.fund(
                client, ["wallet:acme", "wallet:acme2", "wallet:other", "merchant:acme", "merchant:other"])
            var position = ""
            for (index, (from, to)) in pairs.enumerated() {
                let payment = try free.post(
                    client, "/v1/payments",
                    #"{"amount":5,"currency":"USD","method":{"type":"wallet"},"payer":"\#(from)","payee":"\#(to)","order":"\#(index == 3 ? 2 : index)"}"#,
                    key: "p\(index)")
                scene.payments.append(try #require(payment.string("id")))
                let transfer = try free.post(
                    client, "/v1/transfers",
                    #"{"debit":"\#(from)","credit":"\#(to)","amount":5,"currency":"USD","reference":"r\#(index)"}"#,
                    key: "t\(index)")
                scene.transfers.append(try #require(transfer.string("id")))
                position = try #require(transfer["florin-position"])
            }
            _ = try client.request("GET", "/v1/payments", headers: [free.header, ("Florin-Wait-For", position)])
            try body(scene)
        }
    }

    @Test func `lists show what is theirs`() async throws {
        try await RestrictedReadingTests.with { (scene: Scene) throws in
            #expect(try scene.ids("/v1/payments") == [scene.payments[0]])
            #expect(try scene.ids("/v1/payments?payee=merchant:acme") == [scene.payments[0]])
            #expect(try scene.ids("/v1/payments?payer=wallet:other") == [])
            #expect(try scene.ids("/v1/payments", with: scene.free).count == 4)
            #expect(try scene.ids("/v1/accounts") == ["merchant:acme", "wallet:acme"])
            #expect(try scene.ids("/v1/accounts?prefix=wallet:acme") == ["wallet:acme"])
            #expect(try scene.ids("/v1/accounts?prefix=rail:") == [])
        }
    }

    @Test func `what is not theirs does not exist`() async throws {
        try await RestrictedReadingTests.with { scene in
            for index in 1...3 {
                #expect(try scene.get("/v1/payments/\(scene.payments[index])/history").status == 404)
                #expect(try scene.get("/v1/payments/\(scene.payments[index])").status == 404)
                #expect(try scene.get("/v1/transfers/\(scene.transfers[index])").status == 404)
            }
            #expect(try scene.get("/v1/payments/\(scene.payments[0])/history").status == 200)
            #expect(try scene.get("/v1/transfers/\(scene.transfers[0])").status == 200)
            for path in ["wallet:other", "wallet:acme2", "wallet:other/entries", "wallet:acme2?at=1"] {
                let answer = try scene.get("/v1/accounts/\(path)")
                #expect(answer.status == 404 && answer.string("code") == "account_not_found", "\(answer.text)")
                #expect(!answer.text.contains("opened later"))
            }
        }
    }

    @Test func `an order is what their own payments make of it`() async throws {
        try await RestrictedReadingTests.with { scene in
            #expect(try scene.get("/v1/orders/0").number("captured") == 5)
            #expect(try scene.get("/v1/orders/1").string("code") == "order_not_found")
            #expect(try scene.get("/v1/orders/2").string("code") == "order_not_found")
            // One more payment of that order, and this one is theirs.
            let body =
                #"{"amount":7,"currency":"USD","method":{"type":"wallet"},"payer":"wallet:acme","payee":"merchant:acme","order":"2"}"#
            let paid = try scene.free.post(scene.client, "/v1/payments", body, key: "more")
            let wait = ("Florin-Wait-For", paid["florin-position"] ?? "")
            let order = try scene.client.request("GET", "/v1/orders/2", headers: [scene.key.header, wait])
            #expect(order.status == 200 && order.number("captured") == 7 && order.string("status") == "paid")
            #expect(
                order.text.contains(
                    #""amounts":[{"currency":"USD","requested":7,"held":0,"captured":7,"refunded":0,"payments":1}]"#))
            #expect(try scene.get("/v1/orders/2", with: scene.free).number("captured") == 17)
        }
    }

    @Test func `nothing tells what there is between other accounts`() async throws {
        try await RestrictedReadingTests.with { scene in
            // What exists and what does not are answered alike.
            for (known, unknown) in [
                (scene.transfers[2], "tra_1"), (scene.payments[2], "pay_00000000000000000000000000"),
                ("wallet:other", "wallet:nobody"),
            ] {
                let answers = try [known, unknown].map { try scene.get("/v1/events?limit=1&key=\($0)") }
                #expect(answers[0].text == "[]" && answers[1].text == "[]")
                #expect(answers[0]["florin-next-after"] == answers[1]["florin-next-after"])
            }
            for path in ["/v1/payments?payee=merchant:other&limit=1", "/v1/payments?payee=merchant:nobody&limit=1"] {
                #expect(try scene.get(path).text == #"{"payments":[],"next":null}"#)
            }
            // Where a page ends does not depend on the types of what they may not see.
            let ends = try ["payment.captured", "payment.refunded", "transfer.posted"].map { type in
                try scene.get("/v1/events?type=\(type)&after=12")["florin-next-after"]
            }
            #expect(Set(ends).count == 1)
        }
    }

    @Test func `a statement hides the other side where it is not theirs`() async throws {
        try await RestrictedReadingTests.with { scene in
            let statement = try scene.get("/v1/accounts/wallet:acme/entries")
            #expect(statement.status == 200)
            for other in ["merchant:other", "rail:bank", scene.payments[1], scene.transfers[1], "\"r1\""] {
                #expect(!statement.text.contains(other), "\(other)")
            }
            #expect(statement.text.contains(scene.payments[0]) && statement.text.contains("\"r0\""))
            #expect(
                statement.text.matches(of: /"counterparty":null,"payment":null,"transfer":null,"reference":null/).count
                    == 3)
            let whole = try scene.get("/v1/accounts/wallet:acme/entries", with: scene.free)
            #expect(whole.text.contains("merchant:other") && !whole.text.contains("\"counterparty\":null"))
        }
    }

    @Test func `events are those of their accounts`() async throws {
        try await RestrictedReadingTests.with { scene in
            let events = try scene.get("/v1/events")
            let subjects = events.text.matches(of: /"subject":"([^"]+)"/).map { String($0.1) }
            #expect(
                subjects == [
                    "wallet:acme", "merchant:acme", scene.payments[0], scene.payments[0], scene.transfers[0],
                ])
            #expect(try scene.get("/v1/events?key=\(scene.payments[1])").text == "[]")
            #expect(try scene.get("/v1/events?key=wallet:other").text == "[]")
            let stream = try EventStreamClient(
                port: scene.port, path: "/v1/events/stream?after=0", headers: [scene.key.header])
            var seen: [String] = []
            while seen.count < subjects.count {
                let message = try #require(try stream.next())
                if let data = message.data, let subject = data.firstMatch(of: /"subject":"([^"]+)"/) {
                    seen.append(String(subject.1))
                }
            }
            #expect(seen == subjects)
            for path in ["/v1/subscriptions", "/metrics"] {
                #expect(try scene.get(path).status == 403)
            }
        }
    }

    @Test func `a stream ends when its key is revoked`() async throws {
        try await RestrictedReadingTests.with { scene in
            let stream = try EventStreamClient(
                port: scene.port, path: "/v1/events/stream?after=0", headers: [scene.key.header])
            #expect(try stream.next()?.isComment == true)
            _ = try scene.bench.file.revoke(scene.key.id, at: AccessBench.now)
            // An event makes the stream look.
            _ = try scene.free.post(
                scene.client, "/v1/accounts", #"{"id":"wallet:acme:new","currency":"USD"}"#)
            var last: EventStreamClient.Message?
            while let message = try stream.next() { last = message }
            #expect(last?.event == "end" && last?.data?.contains("key_invalid") == true, "\(String(describing: last))")
            #expect(try scene.get("/v1/events").status == 401)
        }
    }

    @Test func `a reader that comes from far behind is cut off by a revocation too`() async throws {
        try await RestrictedReadingTests.with { scene in
            let words = String(repeating: "x", count: 1000)
            let lines = (0..<6000).map { number in
                #"{"type":"payment","amount":1,"currency":"USD","method":{"type":"wallet"},"payer":"wallet:acme","payee":"merchant:acme","description":"\#(words)","metadata":{"a":"\#(words.prefix(500))","b":"\#(words.prefix(500))"},"idempotency_key":"f\#(number)"}"#
            }
            for start in stride(from: 0, to: lines.count, by: 400) {
                let answers = try scene.free.batch(scene.client, Array(lines[start..<(start + 400)]))
                #expect(answers.count == 400)
            }
            let stream = try EventStreamClient(
                port: scene.port, path: "/v1/events/stream?after=0", headers: [scene.key.header])
            for _ in 0..<10 { _ = try stream.next() }
            _ = try scene.bench.file.revoke(scene.key.id, at: AccessBench.now)
            var (last, count): (EventStreamClient.Message?, Int) = (nil, 0)
            while let message = try stream.next() { (last, count) = (message, count + 1) }
            #expect(last?.event == "end" && last?.data?.contains("key_invalid") == true)
            // What lay in the sockets' buffers comes, and no more.
            #expect(count < 11_000, "\(count)")
        }
    }
}
