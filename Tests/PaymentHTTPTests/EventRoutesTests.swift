import BlockingIO
import HTTPLoad
import PaymentCore
import Testing

@testable import PaymentHTTP

/// Events as pages and as they happen.
@Suite("Events over HTTP", .serialized)
struct EventRoutesTests {
    @Test func `pages of events have no gap and no repeat, whatever their size`() async throws {
        try await TestServer.with { server in
            let client = try server.client()
            let end = try EventRoutesTests.makeEvents(client, payments: 40)
            for limit in [1, 7, 100, 1000] {
                var (ids, after): ([String], String) = ([], "0")
                while true {
                    let page = try client.request(
                        "GET", "/v1/events?limit=\(limit)&after=\(after)", headers: [("Florin-Wait-For", "\(end)")])
                    #expect(page["content-type"] == "application/cloudevents-batch+json")
                    let next = try #require(page["florin-next-after"])
                    ids += page.text.matches(of: /"specversion":"1.0","id":"(\d+)"/).map { String($0.1) }
                    if next == after { break }
                    after = next
                }
                #expect(ids == (1...end).map(String.init))
            }
        }
    }

    @Test func `events are selected by type and by what they are about`() async throws {
        try await TestServer.with { server in
            let client = try server.client()
            let end = try EventRoutesTests.makeEvents(client, payments: 3)
            let wait = [("Florin-Wait-For", "\(end)")]
            let captured = try client.request("GET", "/v1/events?type=payment.captured,transfer.posted", headers: wait)
            #expect(
                types(captured) == ["transfer.posted", "payment.captured", "payment.captured", "payment.captured"])
            #expect(captured["florin-next-after"] == "\(end)")
            let id = try #require(captured.text.firstMatch(of: /"subject":"(pay_[^"]+)"/)?.1)
            let one = try client.request("GET", "/v1/events?key=\(id)", headers: wait)
            #expect(types(one) == ["payment.requested", "payment.captured"])
            #expect(types(try client.get("/v1/events?key=\(id)&type=payment.captured")) == ["payment.captured"])
            #expect(types(try client.get("/v1/events?key=wallet:alice")) == ["account.opened"])
            #expect(types(try client.get("/v1/events?key=tra_5")) == ["transfer.posted"])
            #expect(try client.get("/v1/events?key=wallet:nobody").text == "[]")
            #expect(try client.get("/v1/events?key=pay_00000000000000000000000000").text == "[]")
        }
    }

    @Test func `the stream goes on behind the last event that a reader has, without loss or repeat`() async throws {
        try await TestServer.with { server in
            let client = try server.client()
            let end = try EventRoutesTests.makeEvents(client, payments: 20)
            var ids: [String] = []
            while ids.count < end {
                let headers = ids.last.map { [("Last-Event-ID", $0)] } ?? []
                let stream = try EventStreamClient(
                    port: server.port, path: "/v1/events/stream?after=0", headers: headers)
                #expect(stream.status == 200)
                // A few events, and then the connection is cut.
                for _ in 0..<6 where ids.count < end {
                    var message = try stream.next()
                    while message?.isComment == true { message = try stream.next() }
                    ids.append(try #require(message?.id))
                }
            }
            #expect(ids == (1...end).map(String.init))
        }
    }

    @Test func `a reader sees what happens, as it happens`() async throws {
        try await TestServer.with { server in
            let client = try server.client()
            let end = try EventRoutesTests.makeEvents(client, payments: 1)
            _ = try client.request("GET", "/v1/payments", headers: [("Florin-Wait-For", "\(end)")])
            let all = try EventStreamClient(port: server.port, path: "/v1/events/stream")
            let some = try EventStreamClient(
                port: server.port, path: "/v1/events/stream?after=0&type=payment.captured")
            let paid = try client.post("/v1/payments", BadInput.payment, key: "new")
            let id = try #require(paid.string("id"))
            var message = try all.next()
            while message?.isComment == true { message = try all.next() }
            #expect(message?.id == "\(end + 1)" && message?.event == "payment.requested")
            #expect(message?.data?.contains(id) == true)
            #expect(try all.next()?.event == "payment.captured")
            for expected in [end, end + 2] {
                var message = try some.next()
                while message?.isComment == true { message = try some.next() }
                #expect(message?.id == "\(expected)" && message?.event == "payment.captured")
            }
        }
    }

    @Test func `a quiet stream says that it is there, and where to go on`() async throws {
        var settings = PaymentServerSettings()
        settings.streamHeartbeatSeconds = 0.05
        try await TestServer.with(settings) { server in
            let client = try server.client()
            let end = try EventRoutesTests.makeEvents(client, payments: 1)
            _ = try client.request("GET", "/v1/payments", headers: [("Florin-Wait-For", "\(end)")])
            let stream = try EventStreamClient(port: server.port, path: "/v1/events/stream")
            #expect(try stream.next()?.isComment == true)
            let heartbeat = try #require(try stream.next())
            #expect(heartbeat.isComment && heartbeat.id == "\(end)")
        }
    }

    @Test func `a reader that does not read is dropped, and the others are not`() async throws {
        var settings = PaymentServerSettings()
        settings.writeTimeoutSeconds = 1
        try await TestServer.with(settings) { server in
            let client = try server.client()
            let end = try EventRoutesTests.makeEvents(client, payments: 2)
            _ = try client.request("GET", "/v1/payments", headers: [("Florin-Wait-For", "\(end)")])
            let lazy = try BlockingHTTPClient(port: server.port)
            try lazy.send("GET /v1/events/stream?after=0 HTTP/1.1\r\nHost: x\r\n\r\n")
            let wanted = end + 10_000
            let ids = Monitor<[String]>([])
            let good = try WorkerThread.start(name: "good") {
                guard let stream = try? EventStreamClient(port: server.port, path: "/v1/events/stream?after=0") else {
                    return
                }
                while ids.withLock({ $0.count }) < wanted, let message = try? stream.next() {
                    if let id = message.id, !message.isComment { ids.withLock { $0.append(id) } }
                }
            }
            // More than the sockets' buffers hold, with long descriptions.
            let words = String(repeating: "x", count: 1000)
            let lines = (0..<5000).map { number in
                #"{"type":"payment","amount":1,"currency":"USD","method":{"type":"wallet"},"payer":"wallet:alice","payee":"merchant:acme","description":"\#(words)","idempotency_key":"s\#(number)"}"#
            }
            for start in stride(from: 0, to: lines.count, by: 500) {
                let answer = try client.request(
                    "POST", "/v1/batch", headers: [("Content-Type", "application/x-ndjson")],
                    body: lines[start..<(start + 500)].joined(separator: "\n"))
                #expect(answer.status == 200)
            }
            good.join()
            #expect(ids.withLock { $0 } == (1...wanted).map(String.init))
            // The connection of the one that did not read is closed by the server.
            let bytes = (try? lazy.receiveEnd()) ?? -1
            #expect(bytes < 12_000_000, "\(bytes)")
        }
    }

    @Test(
        arguments: [
            ([(10, 10, 0)], nil), ([(10, 500, 0)], nil), ([(10, 10, 0), (10, 110, 0)], nil),
            ([(10, 10, 0), (10, 111, 0)], "lag"), ([(0, 1000, 0), (900, 1000, 0)], nil),
            ([(10, 10, 2.5)], "write_timeout"),
            ([(10, 10, 2)], nil), ([(900, 1000, 0), (1000, 1000, 0), (1000, 1101, 0)], "lag"),
        ] as [([(UInt64, UInt64, Double)], String?)])
    func `patience ends for one that had caught up or writes too slowly`(
        _ steps: [(UInt64, UInt64, Double)], _ expected: String?
    ) {
        var patience = StreamPatience(maximumLagEvents: 100, maximumWriteSeconds: 2)
        var reason: StreamPatience.Reason?
        for (position, end, seconds) in steps {
            reason = patience.sent(upTo: Position(position), of: Position(end), seconds: seconds)
        }
        #expect(reason?.rawValue == expected)
    }

    /// Opens accounts and makes payments.
    /// - Returns: the position of the last event
    private static func makeEvents(_ client: BlockingHTTPClient, payments: Int) throws -> Int {
        try client.openAccounts()
        var position = 0
        for number in 0..<payments {
            let paid = try client.post("/v1/payments", BadInput.payment, key: "p\(number)")
            position = Int(paid["florin-position"] ?? "") ?? 0
        }
        return position
    }

    private func types(_ answer: HTTPAnswer) -> [String] {
        answer.text.matches(of: /"type":"([a-z]+\.[a-z]+)"/).map { String($0.1) }
    }
}
