import HTTPLoad
import Messaging
import MessagingTestSupport
import Testing

@testable import PaymentHTTP

/// Queues as those see them who look after them.
@Suite("Queue routes")
struct QueueRoutesTests {
    @Test func `queues and groups are listed with their quantities`() async throws {
        let broker = MemoryBroker()
        let events = try Topic("events")
        try await broker.declare(ConsumerGroup("mailer", of: events), startingAt: .beginning)
        try await broker.publish([Message(id: "e", type: "", body: [])], to: events)
        let side = QueueSide(broker: broker, desk: LeaseDesk(broker)) { group in
            guard group.name == "mailer" else { return nil }
            var quantities = MessageQuantities()
            (quantities.serviceSeconds, quantities.parallelism) = (0.5, 2)
            return quantities
        }
        try await TestServer.with(queues: side) { server in
            let client = try server.client()
            _ = try client.send("orders", "1")
            let group =
                #"{"name":"events:mailer","kind":"group","produced":1,"consumed":0,"depth":1,"ready":1,"in_flight":0,"delayed":0,"dead":0,"service_seconds":0.500000000,"parallelism":2,"drain_seconds":0.250000000}"#
            let queue =
                #"{"name":"orders","kind":"queue","produced":1,"consumed":0,"depth":1,"ready":1,"in_flight":0,"delayed":0,"dead":0,"service_seconds":null,"parallelism":null,"drain_seconds":null}"#
            #expect(try client.get("/v1/queues").text == #"{"queues":[\#(group),\#(queue)]}"#)
            #expect(try client.get("/v1/queues/orders").text == queue)
            #expect(try client.get("/v1/queues/events:mailer").text == group)
            #expect(try client.get("/v1/queues/events%3Amailer").text == group)
            for path in ["nobody", "events", "mailer", "a:b:c", ":", "%FF", "a%20b", "events:nobody"] {
                let answer = try client.get("/v1/queues/\(path)")
                #expect(answer.status == 404, "\(path) \(answer.text)")
            }
        }
    }

    @Test func `dead letters are listed page by page, and redriven`() async throws {
        try await QueueBench.with(desk: LeaseDeskSettings(retry: RetryPolicy(attempts: 1))) { bench in
            let client = try bench.client()
            for number in 1...5 {
                _ = try client.send("q", "\(number)", #","id":"m\#(number)","type":"t","key":"k\#(number)""#)
                #expect(try client.settle("q", "dead-letter", #"{"reason":"because"}"#).status == 200)
            }
            let first = try client.get("/v1/queues/q/dead-letters?limit=2")
            #expect(
                first.text
                    == #"{"dead_letters":[{"id":"1","message_id":"m1","type":"t","key":"k1","reason":"because","attempts":1,"message":1},{"id":"2","message_id":"m2","type":"t","key":"k2","reason":"because","attempts":1,"message":2}],"next":"2"}"#
            )
            let last = try client.get("/v1/queues/q/dead-letters?limit=3&after=2")
            #expect(last.text.contains(#""id":"5""#) && !last.text.contains(#""id":"2""#))
            let one = try client.post("/v1/queues/q/redrive", #"{"ids":["2","nobody"]}"#)
            #expect(one.text == #"{"status":"success","redriven":1}"#)
            #expect(try client.post("/v1/queues/q/redrive", #"{"ids":[]}"#).number("redriven") == 0)
            #expect(try client.post("/v1/queues/q/redrive", nil).number("redriven") == 4)
            #expect(try client.get("/v1/queues/q").number("ready") == 5)
            #expect(try client.get("/v1/queues/q/dead-letters").text == #"{"dead_letters":[],"next":null}"#)
            // A retry beyond the last attempt is a dead letter, and says so.
            #expect(try client.settle("q", "retry").string("message") == "message is a dead letter")
            #expect(try client.post("/v1/queues/q/purge", #"{"part":"dead_letters"}"#).number("purged") == 1)
            #expect(try client.post("/v1/queues/q/purge", #"{"part":"waiting"}"#).number("purged") == 4)
            #expect(try client.get("/v1/queues/q").number("depth") == 0)
        }
    }

    @Test func `a large page ends early and says where to go on`() async throws {
        let broker = MemoryBroker()
        let queue = try ConsumerGroup(queue: "large")
        try await broker.declare(queue, startingAt: .beginning)
        let body = [UInt8](repeating: UInt8(ascii: "1"), count: 3 << 20)
        try await broker.publish((0..<5).map { Message(id: "\($0)", type: "", body: body) }, to: queue.topic)
        let consumer = try await broker.join(queue, ConsumerSettings())
        let deliveries = try await consumer.receive(atMost: 5, waiting: .seconds(1))
        _ = try await consumer.settle(deliveries.map { Settlement($0.receipt, .deadLetter(reason: "x")) })
        try await TestServer.with(queues: QueueSide(broker: broker, desk: LeaseDesk(broker))) { server in
            let client = try server.client()
            var (seen, next) = (0, "")
            while seen < 5 {
                let answer = try client.get("/v1/queues/large/dead-letters" + (next.isEmpty ? "" : "?after=\(next)"))
                #expect(answer.status == 200 && answer.text.utf8.count < 10 << 20)
                seen += answer.text.matches(of: /"message_id"/).count
                guard let id = answer.text.firstMatch(of: /"next":"([0-9]+)"/) else { break }
                next = String(id.1)
            }
            #expect(seen == 5)
        }
    }

    @Test func `Florin's own queues may be looked at and redriven, no more`() async throws {
        let broker = MemoryBroker()
        let queue = try ConsumerGroup(queue: "florin.commands")
        try await broker.declare(queue, startingAt: .beginning)
        try await TestServer.with(queues: QueueSide(broker: broker, desk: LeaseDesk(broker))) { server in
            let client = try server.client()
            for answer in [
                try client.send("florin.commands", "1"), try client.consume("florin.commands"),
                try client.post("/v1/queues/florin.commands/purge", #"{"part":"waiting"}"#),
            ] {
                #expect(answer.status == 403 && answer.string("code") == "queue_reserved", "\(answer.text)")
            }
            #expect(try client.get("/v1/queues/florin.commands").status == 200)
            #expect(try client.get("/v1/queues/florin.commands/dead-letters").status == 200)
            #expect(try client.post("/v1/queues/florin.commands/redrive", nil).status == 200)
            #expect(try client.post("/v1/queues/florin.commands/purge", #"{"part":"dead_letters"}"#).status == 200)
            // Only the beginning counts.
            #expect(try client.send("florinX", "1").status == 200)
        }
    }

    @Test func `an engine that cannot is a problem with a stable code`() async throws {
        let rows: [(code: MessagingFault.Code, status: Int, word: String, comesBack: Bool)] = [
            (.unavailable, 503, "queues_unavailable", true), (.timeout, 503, "queues_unavailable", true),
            (.closed, 503, "queues_unavailable", true), (.denied, 503, "queues_unavailable", false),
            (.engine, 503, "queues_unavailable", false), (.full, 503, "queues_full", true),
            (.unroutable, 404, "queue_not_found", false), (.unsupported, 422, "queues_unsupported", false),
            (.tooLarge, 413, "message_too_large", false),
        ]
        #expect(Set(rows.map(\.code)).union([.invalid]) == Set(MessagingFault.Code.allCases))
        try await QueueBench.with { bench in
            let client = try bench.client()
            for row in rows {
                bench.broker.fail(MessagingFault(row.code, "memory at 10.0.0.1 cannot"))
                var answers = [
                    try client.send("q", "1"), try client.get("/v1/queues"), try client.get("/v1/queues/q"),
                    try client.get("/v1/queues/q/dead-letters"), try client.post("/v1/queues/q/redrive", nil),
                    try client.post("/v1/queues/q/purge", #"{"part":"waiting"}"#),
                ]
                // A consumer that is closed joins again.
                if row.code != .closed { answers.append(try client.consume("q-\(row.code)", "")) }
                for answer in answers {
                    #expect(answer.status == row.status && answer.string("code") == row.word, "\(answer.text)")
                    #expect((answer["retry-after"] != nil) == row.comesBack, "\(row.code)")
                }
                // Where the engine is is for those who look after it.
                #expect(!answers[0].text.contains("10.0.0.1") && answers[1].text.contains("10.0.0.1"))
            }
            bench.broker.fail(nil)
            #expect(try client.send("q", "1").status == 200)
        }
    }

    @Test func `a server without queues says so`() async throws {
        try await TestServer.with { server in
            let client = try server.client()
            for answer in [
                try client.send("q", "1"), try client.consume("q", ""), try client.get("/v1/queues"),
                try client.get("/v1/queues/q"), try client.post("/consume/\(LeaseReceipt())/ack", nil),
            ] {
                #expect(answer.status == 503 && answer.string("code") == "queues_unavailable")
            }
        }
    }

    @Test func `leases beyond the limit are 429`() async throws {
        try await QueueBench.with(desk: LeaseDeskSettings(maximumLeases: 1)) { bench in
            let client = try bench.client()
            for _ in 0..<2 { _ = try client.send("q", "1") }
            #expect(try client.consume("q").status == 200)
            let answer = try client.consume("q", "")
            #expect(answer.status == 429 && answer.string("code") == "leases_exhausted")
            #expect(answer["retry-after"] == "1")
        }
    }
}
