import Logging
import Messaging
import Testing

@testable import MessagingKafka

/// What only an engine shows that keeps the texts of committed offsets.
@Suite("Kafka positions in the engine") struct MockClusterTests {
    @Test(.timeLimit(.minutes(2)))
    func `what was settled out of order does not come again, and is counted, for a process that knows nothing of it`()
        async throws
    {
        let cluster = try #require(MockCluster())
        let address = cluster.address
        let names = try KafkaNames(ConsumerGroup("g", of: Topic("t")))
        for topic in names.subscribed + [names.dead] { cluster.make(topic, partitions: 1) }
        let first = try KafkaBrokerTests.broker("kafka://\(address)?session=6s")
        // Another name for the same cluster, so that nothing this process remembers helps.
        let second = try KafkaBrokerTests.broker("kafka://\(address)?session=6s&brokers=\(address)")
        let partitions = try await first.partitions(of: names)
        try await first.engine.blocking { (admin) throws(MessagingFault) in
            try admin.begin(names, partitions, at: .beginning, isNew: true, expired: .refuse)
        }
        #expect(try await second.groups() == [names.group])

        try await first.publish((0..<10).map { Message(id: "\($0)", type: "t", body: []) }, to: names.group.topic)
        #expect(try await second.depth(of: names.group) == Depth(ready: 10))
        let one = try await first.join(names.group, ConsumerSettings())
        var came: [Delivery] = []
        while came.count < 10 { came += try await one.receive(atMost: 10, waiting: .seconds(1)) }
        #expect(try await one.settle([3, 4, 7].map { Settlement(came[$0].receipt, .ack) }).isEmpty)
        #expect(try await first.depth(of: names.group) == Depth(ready: 0, inFlight: 7, consumed: 3))
        await one.leave()

        #expect(try await second.depth(of: names.group) == Depth(ready: 7, consumed: 3))
        let other = try await second.join(names.group, ConsumerSettings())
        var rest: [Delivery] = []
        while rest.count < 7 { rest += try await other.receive(atMost: 10, waiting: .seconds(1)) }
        #expect(rest.map(\.message.id) == ["0", "1", "2", "5", "6", "8", "9"])
        #expect(try await other.settle([Settlement(rest[0].receipt, .deadLetter(reason: "no"))]).isEmpty)
        #expect(try await other.settle(rest.dropFirst().map { Settlement($0.receipt, .ack) }).isEmpty)
        #expect(try await first.depth(of: names.group) == Depth(dead: 1, consumed: 9))
        #expect(try await first.deadLetters(of: names.group, after: nil, limit: 10).map(\.reason) == ["no"])
        #expect(try await first.redrive(["0"], of: names.group) == 1)
        #expect(try await second.deadLetters(of: names.group, after: nil, limit: 10).isEmpty)
        await other.leave()
        await first.close()
        await second.close()
    }
}
