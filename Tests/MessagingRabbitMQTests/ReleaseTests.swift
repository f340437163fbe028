import FoundationEssentials
import Messaging
import MessagingContract
import Testing

@testable import MessagingRabbitMQ

@Suite("RabbitMQ, what is given back")
struct ReleaseTests {
    @Test(arguments: Topic.Kind.allCases)
    func `what is released comes again in its place, here or when the member leaves`(_ kind: Topic.Kind) async throws {
        let broker = try await TestNode.broker()
        let name = TestNode.name("released")
        let group = try kind == .queue ? ConsumerGroup(queue: name) : ConsumerGroup("g", of: Topic(name))
        try await broker.declare(group, startingAt: .end)
        try await broker.publish(
            (0..<6).map { Message(id: "\($0)", type: "t", key: "k", body: []) }, to: group.topic)
        let consumer = try await broker.join(group, ConsumerSettings(prefetch: 10))
        let came = try await consumer.take(4)
        #expect(came.ids == ["0", "1", "2", "3"])
        // The first is acknowledged in the same call.
        let lost = try await consumer.settle(
            [Settlement(came[0].receipt, .ack)] + came.dropFirst().reversed().map { Settlement($0.receipt, .release) })
        #expect(lost.isEmpty)
        let again = try await consumer.take(5)
        #expect(again.ids == ["1", "2", "3", "4", "5"])
        #expect(again.allSatisfy { $0.attempt == 1 })
        // A receipt of before is no lease any more.
        #expect(try await consumer.settle([Settlement(came[1].receipt, .ack)]) == [came[1].receipt])
        try await consumer.settle(Array(again.prefix(2)), .release)
        #expect(try await broker.depth(of: group) == Depth(ready: 2, inFlight: 3, consumed: 1))
        await consumer.leave()
        let next = try await broker.join(group, ConsumerSettings(prefetch: 10))
        let left = try await next.take(5, .ack)
        #expect(left.ids == ["1", "2", "3", "4", "5"])
        #expect(left.allSatisfy { $0.attempt == 1 })
        #expect(try await broker.depth(of: group).depth == 0)
        await broker.close()
    }

    @Test func `what waits for its time in the member's hands is not acknowledged with what came later`() async throws {
        let broker = try await TestNode.broker()
        let group = try ConsumerGroup(queue: TestNode.name("waiting"))
        try await broker.declare(group, startingAt: .end)
        try await TestNode.plainly { connection, channel in
            for name in ["late", "2", "3"] {
                var message = AMQPMessage()
                message.messageID = name
                if name == "late" {
                    message[MessageHeader.due] = .integer(MessageTime.milliseconds(Date()) + 900)
                }
                _ = try connection.publishPlainly(message, to: "", key: group.topic.name, on: channel)
            }
        }
        let consumer = try await broker.join(group, ConsumerSettings(prefetch: 64))
        let came = try await consumer.take(1)
        #expect(came.ids == ["2"])
        while try await broker.depth(of: group).ready < 2 { try await Task.sleep(for: .milliseconds(50)) }
        try await consumer.settle(came)
        await consumer.leave()
        let next = try await broker.join(group, ConsumerSettings(prefetch: 64))
        #expect(try await next.take(2, .ack).ids == ["late", "3"])
        #expect(try await broker.depth(of: group).depth == 0)
        await broker.close()
    }
}
