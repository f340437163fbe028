import Messaging
import MessagingContract
import Testing

@testable import MessagingRabbitMQ

@Suite("RabbitMQ lanes")
struct LaneTests {
    @Test func `a topic keeps the number of lanes that it was made with`() async throws {
        for name in [TestNode.name("few"), TestNode.name(String(repeating: "long", count: 24))] {
            let topic = try Topic(name)
            let maker = try await TestNode.broker(["partitions": "3"])
            try await maker.declare(ConsumerGroup("g", of: topic), startingAt: .end)
            let other = try await TestNode.broker(["partitions": "5"])
            try await other.publish((0..<50).map { Message(id: "\($0)", type: "t", key: "\($0)", body: []) }, to: topic)
            #expect(try await other.place(of: topic, until: other.settings.deadline()).partitions == 3)
            #expect(try await other.depth(of: ConsumerGroup("g", of: topic)).ready == 50)
            let more = try ConsumerGroup("h", of: topic)
            try await other.declare(more, startingAt: .end)
            try await maker.publish([Message(id: "1", type: "t", body: [])], to: topic)
            #expect(try await maker.depth(of: more).ready == 1)
            await maker.close()
            await other.close()
        }
    }

    @Test func `members share the lanes, and take over from one that leaves`() async throws {
        let broker = try await TestNode.broker()
        let topic = try Topic(TestNode.name("shared"))
        let group = try ConsumerGroup("g", of: topic)
        try await broker.declare(group, startingAt: .end)
        var members: [any MessageConsumer] = []
        for _ in 0..<3 { members.append(try await broker.join(group, ConsumerSettings())) }
        var counts: [Int] = [0, 0, 0]
        for round in 0..<100 {
            try await broker.publish((0..<16).map { Message(id: "\(round)/\($0)", type: "t", body: []) }, to: topic)
            counts = [0, 0, 0]
            for (index, member) in members.enumerated() {
                let some = try await member.receive(atMost: 100, waiting: .milliseconds(30))
                counts[index] = some.count
                #expect(some.allSatisfy { $0.attempt == 1 })
                _ = try await member.settle(some.map { Settlement($0.receipt, .ack) })
            }
            if counts.allSatisfy({ $0 >= 2 }) { break }
        }
        #expect(counts.allSatisfy { $0 >= 2 })
        await members.removeFirst().leave()
        await members.removeFirst().leave()
        try await broker.publish((0..<16).map { Message(id: "last/\($0)", type: "t", body: []) }, to: topic)
        // Some of what was settled while lanes changed hands may come again.
        var last: Set<String> = []
        while try await broker.depth(of: group).depth > 0 {
            let some = try await members[0].receive(atMost: 100, waiting: .milliseconds(100))
            last.formUnion(some.map(\.message.id).filter { $0.hasPrefix("last/") })
            _ = try await members[0].settle(some.map { Settlement($0.receipt, .ack) })
        }
        #expect(last.count == 16)
        await broker.close()
    }

    @Test func `the number of lanes is read in the engine's words`() {
        let text =
            "PRECONDITION_FAILED - inequivalent arg 'alternate-exchange' for exchange 't:lanes' in vhost '/': received the value 't:lanes:5' of type 'longstr' but current is the value 't:lanes:3' of type 'longstr'"
        #expect(AMQPConnection.partitions(in: text, of: "t:lanes") == 3)
        #expect(AMQPConnection.partitions(in: String(text.prefix(150)), of: "t:lanes") == nil)
    }

    @Test func `delays take the longest steps that fit`() {
        #expect(DelayRung.fitting(999) == nil)
        #expect(DelayRung.fitting(1000)?.seconds == 1)
        #expect(DelayRung.fitting(63_999)?.seconds == 16)
        #expect(DelayRung.fitting(100_000_000)?.seconds == 4096)
    }
}
