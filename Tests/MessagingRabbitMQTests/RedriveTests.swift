import Messaging
import MessagingContract
import Testing

@testable import MessagingRabbitMQ

@Suite("RabbitMQ dead letters")
struct RedriveTests {
    @Test func `a redrive that fails hides no dead letter`() async throws {
        let broker = try await TestNode.broker()
        let group = try ConsumerGroup(queue: TestNode.name("gone"))
        try await broker.declare(group, startingAt: .end)
        try await broker.publish((0..<3).map { Message(id: "\($0)", type: "t", body: []) }, to: group.topic)
        let consumer = try await broker.join(group, ConsumerSettings())
        for delivery in try await consumer.take(3) {
            _ = try await consumer.settle([Settlement(delivery.receipt, .deadLetter(reason: "no"))])
        }
        await consumer.leave()
        try await TestNode.plainly { try $0.deleteQueue(group.topic.name, on: $1) }
        let fault = await #expect(throws: MessagingFault.self) { _ = try await broker.redrive(nil, of: group) }
        #expect(fault?.code == .unroutable)
        #expect(try await broker.deadLetters(of: group, after: nil, limit: 9).map(\.message.id) == ["0", "1", "2"])
        try await broker.declare(group, startingAt: .end)
        #expect(try await broker.redrive(nil, of: group) == 3)
        #expect(try await broker.depth(of: group) == Depth(ready: 3))
        await broker.close()
    }

    @Test func `what the engine gives up by itself is among the dead letters`() async throws {
        let broker = try await TestNode.broker()
        let group = try ConsumerGroup(queue: TestNode.name("limited"))
        // As an operator may have made it, with a limit of his own.
        let dead = Place(topic: group.topic, partitions: 1).dead(of: group)
        _ = try await TestNode.plainly { connection, channel in
            try connection.declareQueue(
                group.topic.name,
                [
                    ("x-queue-type", .text("quorum")), ("x-delivery-limit", .integer(1)),
                    ("x-dead-letter-exchange", .text("")), ("x-dead-letter-routing-key", .text(dead)),
                ], on: channel)
        }
        try await broker.declare(group, startingAt: .end)
        try await broker.publish([Message(id: "1", type: "t", key: "k", body: [])], to: group.topic)
        for _ in 0..<2 {
            let consumer = try await broker.join(group, ConsumerSettings())
            _ = try await consumer.take(1)
            await consumer.leave()
        }
        while try await broker.depth(of: group).dead < 1 { try await Task.sleep(for: .milliseconds(50)) }
        let letters = try await broker.deadLetters(of: group, after: nil, limit: 9)
        #expect(letters.map(\.message.id) == ["1"])
        #expect(letters.map(\.reason) == ["delivery_limit"])
        await broker.close()
    }

    @Test(arguments: Topic.Kind.allCases)
    func `what is given back many times is neither lost nor counted`(_ kind: Topic.Kind) async throws {
        let broker = try await TestNode.broker()
        let name = TestNode.name("often")
        let group = try kind == .queue ? ConsumerGroup(queue: name) : ConsumerGroup("g", of: Topic(name))
        try await broker.declare(group, startingAt: .end)
        try await broker.publish((0..<4).map { Message(id: "\($0)", type: "t", key: "k", body: []) }, to: group.topic)
        for _ in 0..<25 {
            let consumer = try await broker.join(group, ConsumerSettings())
            #expect(try await consumer.take(2).ids == ["0", "1"])
            await consumer.leave()
        }
        let lane = try await broker.place(of: group.topic, until: broker.settings.deadline()).lane(
            for: Message(id: "", type: "", key: "k", body: []), turn: 0)
        let place = try await broker.place(of: group.topic, until: broker.settings.deadline())
        // The limit and the net are the queue's: who declares it with others is told so.
        let single: [(name: String, value: AMQPValue)] =
            kind == .topic ? [("x-single-active-consumer", .boolean(true))] : []
        func declare(limit: Int64, dead: String) async throws {
            _ = try await TestNode.plainly { connection, channel in
                try connection.declareQueue(
                    place.lane(lane, of: group),
                    [
                        ("x-queue-type", .text("quorum")), ("x-overflow", .text("reject-publish")),
                        ("x-delivery-limit", .integer(limit)), ("x-dead-letter-exchange", .text("")),
                        ("x-dead-letter-routing-key", .text(dead)), ("x-dead-letter-strategy", .text("at-least-once")),
                    ] + single, on: channel)
            }
        }
        try await declare(limit: 1_000_000_000, dead: place.dead(of: group))
        await #expect(throws: AMQPFault.self) { try await declare(limit: 20, dead: place.dead(of: group)) }
        await #expect(throws: AMQPFault.self) { try await declare(limit: 1_000_000_000, dead: "elsewhere") }
        let consumer = try await broker.join(group, ConsumerSettings())
        #expect(try await consumer.take(4, .ack).allSatisfy { $0.attempt == 1 })
        await broker.close()
    }
}
