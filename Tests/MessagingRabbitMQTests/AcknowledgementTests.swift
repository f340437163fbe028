import Messaging
import MessagingContract
import Testing

@testable import MessagingRabbitMQ

@Suite("RabbitMQ acknowledgements")
struct AcknowledgementTests {
    @Test(arguments: Topic.Kind.allCases)
    func `what is settled when the engine is killed does not come again`(_ kind: Topic.Kind) async throws {
        let server = try RabbitMQServer(DataFolder())
        try await server.start()
        let broker = try TestNode.broker(server.url)
        let topic = try Topic("t", kind: kind)
        let group = try kind == .queue ? ConsumerGroup(queue: "t") : ConsumerGroup("g", of: topic)
        try await broker.declare(group, startingAt: .end)
        let count = 400
        try await broker.publish(
            (0..<count).map { Message(id: "\($0)", type: "t", key: "\($0 % 2)", body: []) }, to: topic)
        let consumer = try await broker.join(group, ConsumerSettings(prefetch: count))
        var came: [Delivery] = []
        // A lane gives 128 ahead.
        while came.count < (kind == .queue ? count : 200) {
            came += try await consumer.receive(atMost: count, waiting: .seconds(5))
        }
        // Every third one: nothing that a single acknowledgement of all up to one could say.
        let settled = came.enumerated().filter { $0.offset % 3 == 1 }.map(\.element)
        let lost = try await consumer.settle(settled.map { Settlement($0.receipt, .ack) })
        try await server.kill()
        #expect(lost.isEmpty)
        try await server.restart()
        let gone = Set(settled.map(\.message.id))
        var again: Set<String> = []
        while again.count < count - gone.count {
            do throws(MessagingFault) {
                let some = try await consumer.receive(atMost: count, waiting: .seconds(2))
                #expect(some.allSatisfy { !gone.contains($0.message.id) })
                again.formUnion(some.map(\.message.id))
                _ = try await consumer.settle(some.map { Settlement($0.receipt, .ack) })
            } catch {
                try #require(error.isRetriable)
            }
        }
        #expect(again.isDisjoint(with: gone))
        await broker.close()
        try await server.kill()
    }
    @Test func `being sure of acknowledgements makes nobody look like another member`() async throws {
        let broker = try await TestNode.broker()
        let group = try ConsumerGroup(queue: TestNode.name("witnessed"))
        try await broker.declare(group, startingAt: .end)
        let consumer = try await broker.join(group, ConsumerSettings())
        let members = Place(topic: group.topic, partitions: 1).members(of: group)
        for round in 0..<3 {
            try await broker.publish([Message(id: "\(round)", type: "t", body: [])], to: group.topic)
            _ = try await consumer.take(1, .ack)
            #expect(try await TestNode.plainly { try $0.declareQueue(members, isPassive: true, on: $1).consumers } == 1)
        }
        await broker.close()
    }
}
