import Messaging
import Testing

@testable import MessagingRabbitMQ

@Suite("RabbitMQ and programs that know nothing of Florin")
struct PlainClientTests {
    @Test func `a plain message into a queue arrives with what it has`() async throws {
        let broker = try await TestNode.broker()
        let queue = try Topic(TestNode.name("plain"), kind: .queue)
        try await broker.declare(queue)
        let wasTaken = try await TestNode.plainly { connection, channel in
            var message = AMQPMessage()
            message.body = Array("{}".utf8)
            message.contentType = "application/json"
            message.headers = [("colour", .text("red")), ("count", .integer(3)), ("Odd Name", .boolean(true))]
            return try connection.publishPlainly(message, to: "", key: queue.name, on: channel)
        }
        #expect(wasTaken)
        let consumer = try await broker.join(ConsumerGroup(queue: queue.name), ConsumerSettings())
        let delivery = try #require(try await consumer.receive(atMost: 9, waiting: .seconds(5)).first)
        #expect(delivery.message.id == "")
        #expect(delivery.message.contentType == "application/json")
        #expect(delivery.message.headers == ["colour": "red", "count": "3"])
        #expect(delivery.malformation == nil)
        // A retry keeps what it had.
        _ = try await consumer.settle([Settlement(delivery.receipt, .retry(after: .zero))])
        let again = try #require(try await consumer.receive(atMost: 9, waiting: .seconds(5)).first)
        #expect(again.message == delivery.message)
        #expect(again.attempt == 2)
        _ = try await consumer.settle([Settlement(again.receipt, .deadLetter(reason: "no"))])
        let dead = try await broker.deadLetters(of: ConsumerGroup(queue: queue.name), after: nil, limit: 9)
        #expect(dead.map(\.message) == [delivery.message])
        await broker.close()
    }

    @Test func `attributes of CloudEvents are read in both spellings, wrong bytes are malformed`() async throws {
        let broker = try await TestNode.broker()
        let queue = try Topic(TestNode.name("events"), kind: .queue)
        try await broker.declare(queue)
        try await TestNode.plainly { connection, channel in
            var message = AMQPMessage()
            message.messageID = "native"
            message.type = "native.type"
            message.timestamp = 1_700_000_000
            message.headers = [("cloudEvents:specversion", .text("1.0")), ("cloudEvents:source", .text("/shop"))]
            _ = try connection.publishPlainly(message, to: "", key: queue.name, on: channel)
            message.headers = [("cloudEvents_subject", .malformedText([0xFF, 0xFE]))]
            _ = try connection.publishPlainly(message, to: "", key: queue.name, on: channel)
            message.headers = [("cloudEvents_specversion", .text("9.9"))]
            _ = try connection.publishPlainly(message, to: "", key: queue.name, on: channel)
        }
        let consumer = try await broker.join(ConsumerGroup(queue: queue.name), ConsumerSettings())
        var deliveries: [Delivery] = []
        while deliveries.count < 3 { deliveries += try await consumer.receive(atMost: 9, waiting: .seconds(5)) }
        #expect(deliveries[0].message.id == "native")
        #expect(deliveries[0].message.type == "native.type")
        #expect(deliveries[0].message.source == "/shop")
        #expect(deliveries[0].message.time.map(MessageTime.milliseconds) == 1_700_000_000_000)
        #expect(deliveries.map { $0.malformation == nil } == [true, false, false])
        await broker.close()
    }

    @Test func `a queue that somebody else made first is taken as it is`() async throws {
        let name = TestNode.name("classic")
        try await TestNode.plainly { connection, channel in
            try connection.declareQueue(name, on: channel)
            _ = try connection.publishPlainly(AMQPMessage(), to: "", key: name, on: channel)
        }
        let broker = try await TestNode.broker()
        let queue = try Topic(name, kind: .queue)
        try await broker.declare(queue)
        try await broker.publish([Message(id: "1", type: "t", body: [])], to: queue)
        let group = try ConsumerGroup(queue: name)
        #expect(try await broker.depth(of: group).ready == 2)
        let consumer = try await broker.join(group, ConsumerSettings())
        var ids: [String] = []
        while ids.count < 2 {
            let some = try await consumer.receive(atMost: 9, waiting: .seconds(5))
            ids += some.map(\.message.id)
            _ = try await consumer.settle(some.map { Settlement($0.receipt, .ack) })
        }
        #expect(ids == ["", "1"])
        await broker.close()
    }

    @Test func `a topic takes any routing key, and plain queues see all of it`() async throws {
        let broker = try await TestNode.broker()
        let topic = try Topic(TestNode.name("topic"))
        let groups = [try ConsumerGroup("a", of: topic), try ConsumerGroup("b", of: topic)]
        for group in groups { try await broker.declare(group, startingAt: .end) }
        let observer = TestNode.name("observer")
        try await TestNode.plainly { connection, channel in
            try connection.declareQueue(observer, on: channel)
            try connection.bindQueue(observer, to: topic.name, key: "#", on: channel)
            for key in ["", "anything.at.all", "3", "99"] {
                var message = AMQPMessage()
                message.messageID = "key \(key)"
                #expect(try connection.publishPlainly(message, to: topic.name, key: key, on: channel))
            }
        }
        try await broker.publish([Message(id: "ours", type: "t", key: "k", body: [])], to: topic)
        for group in groups {
            let consumer = try await broker.join(group, ConsumerSettings())
            var ids: [String] = []
            while ids.count < 5 {
                let some = try await consumer.receive(atMost: 9, waiting: .seconds(5))
                try #require(!some.isEmpty)
                ids += some.map(\.message.id)
                _ = try await consumer.settle(some.map { Settlement($0.receipt, .ack) })
            }
            #expect(ids.sorted() == ["key ", "key 3", "key 99", "key anything.at.all", "ours"])
            #expect(try await broker.depth(of: group).depth == 0)
        }
        let seen = try await TestNode.plainly { try $0.declareQueue(observer, isPassive: true, on: $1).ready }
        #expect(seen == 5)
        await broker.close()
    }

    @Test func `an unkeyed message of a topic is a plain one with properties`() async throws {
        let broker = try await TestNode.broker()
        let queue = try Topic(TestNode.name("wire"), kind: .queue)
        try await broker.declare(queue)
        let message = Message(
            id: "id-1", type: "payment.captured", source: "/florin", key: "k",
            time: MessageTime.time(milliseconds: 1_700_000_000_123), contentType: "application/json", body: [1, 2])
        try await broker.publish([message], to: queue)
        let raw = try await TestNode.plainly { connection, channel in
            try connection.askForMessage(of: queue.name, on: channel)
            while true {
                if case .got(_, _, let message) = try connection.awaitEvent() { return message }
            }
        }
        #expect(raw?.messageID == "id-1")
        #expect(raw?.type == "payment.captured")
        #expect(raw?.contentType == "application/json")
        #expect(raw?.timestamp == 1_700_000_000)
        #expect(raw?["cloudEvents_id"] == .text("id-1"))
        #expect(raw?["cloudEvents_partitionkey"] == .text("k"))
        #expect(raw?["cloudEvents_time"] == .text("2023-11-14T22:13:20.123Z"))
        #expect(raw?.body == [1, 2])
        await broker.close()
    }
}
