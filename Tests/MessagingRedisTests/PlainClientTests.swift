import Foundation
import Messaging
import MessagingContract
import MessagingRedis
import Testing

@Suite("Redis: programs that know nothing of Florin")
struct PlainClientTests {
    @Test func `what is pushed onto a list arrives from left to right, with an id that stays`() async throws {
        let server = try await TestServer()
        let broker = try server.broker()
        let queue = try await broker.queue("orders")
        try await server.cli("RPUSH", "orders", "a", "b", "", "d")
        #expect(try await broker.depth(of: queue) == Depth(ready: 4))
        let consumer = try await broker.join(queue, ConsumerSettings(lease: .seconds(60)))
        let first = try await consumer.take(4)
        #expect(first.map { String(decoding: $0.message.body, as: UTF8.self) } == ["a", "b", "", "d"])
        #expect(first.allSatisfy { $0.message.id.hasPrefix("orders/") && $0.malformation == nil })
        #expect(try await broker.depth(of: queue) == Depth(inFlight: 4))
        try await consumer.settle([first[0]], .retry(after: .milliseconds(1)))
        try await consumer.settle([first[1]], .deadLetter(reason: "no"))
        try await consumer.settle([first[2], first[3]], .ack)
        let again = try await consumer.takeOne()
        #expect(again.message.id == first[0].message.id && again.attempt == 2)
        try await consumer.settle([again])
        #expect(try await broker.deadLetters(of: queue, after: nil, limit: 9).map(\.message) == [first[1].message])
        #expect(try await broker.redrive(nil, of: queue) == 1)
        let back = try await consumer.takeOne()
        #expect(back.message == first[1].message && back.attempt == 1)
        try await consumer.settle([back])
        #expect(try await broker.depth(of: queue) == Depth(consumed: 4))
        #expect(try await server.cli("XLEN", "florin:q:orders") == ["0"])
        await broker.close()
    }

    @Test func `a push wakes one of the members that wait`() async throws {
        let server = try await TestServer()
        let broker = try server.broker()
        let queue = try await broker.queue("orders")
        let one = try await broker.join(queue, ConsumerSettings())
        let two = try await broker.join(queue, ConsumerSettings())
        async let left = one.receive(atMost: 10, waiting: .seconds(3))
        async let right = two.receive(atMost: 10, waiting: .seconds(3))
        try await Task.sleep(for: .milliseconds(700))
        let begin = ContinuousClock.now
        try await server.cli("RPUSH", "orders", "x")
        let deliveries = try await left + right
        #expect(deliveries.count == 1)
        #expect(try await server.cli("EXISTS", "orders") == ["0"])
        // The other one waits to its end.
        #expect(ContinuousClock.now - begin < .seconds(60))
        let next = ContinuousClock.now
        async let third = one.receive(atMost: 1, waiting: .seconds(5))
        try await Task.sleep(for: .milliseconds(700))
        try await server.cli("RPUSH", "orders", "y")
        #expect(try await third.count == 1)
        #expect(ContinuousClock.now - next < .seconds(60))
        await broker.close()
    }

    @Test func `a plain consumer group reads what is published, and holds back the trimming`() async throws {
        let server = try await TestServer()
        let broker = try server.broker("?partitions=1")
        let group = try await broker.group("florin", topic: "events")
        try await server.cli("XGROUP", "CREATE", "events", "plain", "0")
        var message = Message(id: "m1", type: "paid", key: "k", contentType: "text/plain", body: Array("hello".utf8))
        message.headers["trace"] = "7"
        try await broker.publish([message], to: group.topic)
        let consumer = try await broker.join(group, ConsumerSettings())
        _ = try await consumer.take(1, .ack)
        #expect(try await server.cli("XLEN", "events") == ["1"])
        let lines = try await server.cli("XREADGROUP", "GROUP", "plain", "me", "STREAMS", "events", ">")
        #expect(
            Array(lines.dropFirst(2)) == [
                "ce_specversion", "1.0", "ce_id", "m1", "ce_type", "paid", "ce_partitionkey", "k", "ce_trace", "7",
                "content-type", "text/plain", "body", "hello",
            ])
        try await server.cli("XACK", "events", "plain", lines[1])
        try await broker.publish([message], to: group.topic)
        _ = try await consumer.take(1, .ack)
        #expect(try await server.cli("XLEN", "events") == ["1"])
        try await server.cli("XGROUP", "DESTROY", "events", "plain")
        try await broker.publish([message], to: group.topic)
        _ = try await consumer.take(1, .ack)
        #expect(try await server.cli("XLEN", "events") == ["0"])
        await broker.close()
    }

    @Test func `entries of others are taken, or are malformed`() async throws {
        let server = try await TestServer()
        let broker = try server.broker("?partitions=1")
        let group = try await broker.group("g", topic: "events")
        let id = try await server.cli("XADD", "events", "*", "body", "plain", "user", "7")[0]
        try await server.cli("XADD", "events", "*", "nothing", "here")
        try await server.cli("XADD", "events", "*", "ce_specversion", "2.0", "body", "x")
        try await server.cli("XADD", "events", "*", "ce_time", "yesterday", "body", "x")
        let consumer = try await broker.join(group, ConsumerSettings())
        let deliveries = try await consumer.take(4)
        #expect(deliveries[0].message.id == "events/\(id)" && deliveries[0].message.headers == ["user": "7"])
        #expect(deliveries[0].malformation == nil)
        #expect(deliveries.dropFirst().allSatisfy { $0.malformation != nil })
        await broker.close()
    }

    @Test func `a key that is something else is said to be that`() async throws {
        let server = try await TestServer()
        let broker = try server.broker("?partitions=1")
        try await server.cli("SET", "events", "text")
        let one = await fault { try await broker.declare(Topic("events")) }
        #expect(one?.code == .invalid && one?.message.contains("events is a string") == true)
        let other = await fault { try await broker.declare(Topic("events", kind: .queue)) }
        #expect(other?.code == .invalid && other?.message.contains("expected a list") == true)
        #expect(try await broker.groups().isEmpty)
        await broker.close()
    }
}
