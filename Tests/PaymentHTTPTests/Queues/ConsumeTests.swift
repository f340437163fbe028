import BlockingIO
import HTTPLoad
import Messaging
import MessagingTestSupport
import Testing

@testable import PaymentHTTP

/// Messages in and out over HTTP.
@Suite("Messages over HTTP")
struct ConsumeTests {
    @Test func `a message is sent, leased and acknowledged`() async throws {
        try await QueueBench.with { bench in
            let client = try bench.client()
            let sent = try client.send(
                "orders", #"{"order": 7.10, "big": 123456789012345678901}"#, #","id":"o-7","type":"order","key":"k""#)
            #expect(sent.status == 200)
            #expect(sent.text == #"{"status":"success","message":"message sent","id":"o-7","queue":"orders"}"#)
            let answer = try client.consume("orders")
            let receipt = try #require(answer.string("receipt"))
            #expect(answer.status == 200 && answer["cache-control"] == "no-store")
            // The value as it came, to the last digit.
            #expect(
                answer.text
                    == #"{"receipt":"\#(receipt)","queue":"orders","id":"o-7","type":"order","key":"k","attempt":1,"lease_seconds":30,"message":{"order": 7.10, "big": 123456789012345678901}}"#
            )
            #expect(try client.get("/v1/queues/orders").number("in_flight") == 1)
            let done = try client.post("/consume/\(receipt)/ack", nil)
            #expect(done.status == 200)
            #expect(done.text == #"{"status":"success","message":"message acknowledged","queue":"orders"}"#)
            let again = try client.post("/consume/\(receipt)/ack", nil)
            #expect(again.status == 410 && again.string("code") == "lease_lost")
            let none = try client.consume("orders", "")
            #expect(none.status == 204 && none.text.isEmpty && none["content-type"] == nil)
            #expect(none["cache-control"] == "no-store")
            // The same connection is still good.
            #expect(try client.get("/v1/queues/orders").number("consumed") == 1)
        }
    }

    @Test(arguments: [
        "1", "-0.5e+3", "true", "null", #""text with \" and \u00e9""#, "[]", "{}", #"[1,{"a":[ ]} , "x"]"#, "\"ä🙂\"",
    ])
    func `any JSON value goes through as it is`(_ value: String) async throws {
        try await QueueBench.with { bench in
            let client = try bench.client()
            #expect(try client.send("any", value).status == 200)
            let answer = try client.consume("any", "&wait=5&auto_ack=true")
            #expect(answer.text.hasSuffix(#","message":\#(value)}"#), "\(answer.text)")
        }
    }

    @Test func `ids are made where there are none`() async throws {
        try await QueueBench.with { bench in
            let client = try bench.client()
            let ids = try (0..<2).map { _ in try client.send("q", "1").string("id") ?? "" }
            #expect(ids[0] != ids[1] && ids.allSatisfy { $0.hasPrefix("msg_") && $0.utf8.count == 36 })
        }
    }

    @Test func `auto_ack acknowledges before it answers`() async throws {
        try await QueueBench.with { bench in
            let client = try bench.client()
            _ = try client.send("simple", "1", #","id":"a""#)
            let answer = try client.consume("simple", "&wait=5&auto_ack=true")
            #expect(answer.text == #"{"queue":"simple","id":"a","attempt":1,"message":1}"#)
            let depth = try client.get("/v1/queues/simple")
            #expect(depth.number("consumed") == 1 && depth.number("depth") == 0)
        }
    }

    @Test func `a body that is not JSON comes in base64`() async throws {
        let bodies: [(bytes: [UInt8], text: String)] = [
            ([], ""), (Array("hello".utf8), "aGVsbG8="), (Array("hello!".utf8), "aGVsbG8h"),
            ([0xFF, 0, 0x80, 1], "/wCAAQ=="),
            (Array("{} x".utf8), "e30geA=="),
        ]
        let broker = MemoryBroker()
        let queue = try Topic("raw", kind: .queue)
        try await broker.declare(queue)
        for (bytes, _) in bodies {
            try await broker.publish([Message(id: "", type: "", contentType: "text/plain", body: bytes)], to: queue)
        }
        try await TestServer.with(queues: QueueSide(broker: broker, desk: LeaseDesk(broker))) { server in
            let client = try server.client()
            for (_, text) in bodies {
                let answer = try client.consume("raw", "&wait=5&auto_ack=true")
                #expect(
                    answer.text
                        == #"{"queue":"raw","id":"","content_type":"text/plain","attempt":1,"message_base64":"\#(text)"}"#
                )
            }
        }
    }

    @Test func `a lease ends, is retried or becomes a dead letter`() async throws {
        try await QueueBench.with { bench in
            let client = try bench.client()
            _ = try client.send("work", "1", #","id":"a""#)
            let first = try client.consume("work", "&wait=5&lease=1")
            #expect(first.number("lease_seconds") == 1)
            let second = try client.consume("work", "&wait=10")
            #expect(second.number("attempt") == 2)
            let late = try client.post("/consume/\(first.string("receipt") ?? "")/ack", nil)
            #expect(late.status == 410)
            let receipt = second.string("receipt") ?? ""
            let retried = try client.post("/consume/\(receipt)/retry", #"{"after_seconds":600}"#)
            #expect(retried.status == 200 && retried.string("message") == "message will be retried")
            #expect(try client.consume("work", "").status == 204)
            #expect(try client.get("/v1/queues/work").number("delayed") == 1)
            _ = try client.send("work", "2")
            let dead = try client.settle("work", "dead-letter", #"{"reason":"no such order"}"#)
            #expect(dead.status == 200 && dead.string("message") == "message is a dead letter", "\(dead.text)")
            #expect(try client.get("/v1/queues/work").number("dead") == 1)
            _ = try client.send("work", "3")
            #expect(try client.settle("work", "retry").string("message") == "message will be retried")
        }
    }

    @Test func `many clients wait at once, and each gets one`() async throws {
        try await QueueBench.with { bench in
            let seen = Monitor<[String]>([])
            var threads = 0
            for _ in 0..<8 {
                _ = try WorkerThread.start(name: "consumer") {
                    let id = (try? bench.client().consume("shared", "&wait=20&auto_ack=true"))?.string("id")
                    seen.withLock { $0.append(id ?? "none") }
                    seen.notifyAll()
                }
                threads += 1
            }
            let client = try bench.client()
            for number in 0..<threads { _ = try client.send("shared", "1", #","id":"\#(number)""#) }
            let ids = seen.wait(untilMonotonicNanoseconds: MonotonicClock.now() + 90_000_000_000) { list in
                list.count == 8 ? Set(list) : nil
            }
            #expect(ids == Set((0..<8).map { "\($0)" }))
            #expect(bench.broker.members == 1)
        }
    }

    @Test(arguments: [true, false])
    func `a client that goes away while it waits takes no message`(_ closesWhole: Bool) async throws {
        try await QueueBench.with { bench in
            for _ in 0..<5 {
                var gone: BlockingHTTPClient? = try bench.client()
                try gone?.send("GET /consume?queue=left&wait=30&auto_ack=true HTTP/1.1\r\nHost: test\r\n\r\n")
                try ConsumeTests.waitUntil(bench, waiting: 1)
                if closesWhole { gone = nil } else { gone?.finishSending() }
                try ConsumeTests.waitUntil(bench, waiting: 0)
            }
            let client = try bench.client()
            _ = try client.send("left", "1", #","id":"a""#)
            let answer = try client.consume("left")
            #expect(answer.string("id") == "a" && answer.number("attempt") == 1)
        }
    }

    @Test func `waiting clients are told when the server stops`() async throws {
        let answered = Monitor<Int>(0)
        try await QueueBench.with { bench in
            _ = try WorkerThread.start(name: "consumer") {
                let answer = try? bench.client().consume("quiet", "&wait=30")
                answered.withLock { $0 = answer?.status ?? -1 }
                answered.notifyAll()
            }
            try ConsumeTests.waitUntil(bench, waiting: 1)
        }
        let status = answered.wait(untilMonotonicNanoseconds: MonotonicClock.now() + 60_000_000_000) {
            $0 == 0 ? nil : $0
        }
        #expect(status == 503)
    }

    /// Waits until so many clients wait.
    static func waitUntil(_ bench: QueueBench, waiting count: Int) throws {
        let nothing = Monitor(0)
        for _ in 0..<20_000 {
            if bench.side.desk.waiting == count { return }
            _ = nothing.wait(untilMonotonicNanoseconds: MonotonicClock.now() + 5_000_000) { _ in nil as Int? }
        }
        Issue.record("waited for too long")
    }
}
