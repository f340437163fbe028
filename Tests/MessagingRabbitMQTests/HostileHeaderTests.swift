import Messaging
import MessagingContract
import Testing

@testable import MessagingRabbitMQ

@Suite("RabbitMQ and headers that harm")
struct HostileHeaderTests {
    @Test(arguments: [Int64.min, Int64.min + 1, -1, Int64.max - 1, Int64.max])
    func `no number in a header stops anything`(_ number: Int64) async throws {
        let broker = try await TestNode.broker()
        let group = try ConsumerGroup(queue: TestNode.name("numbers"))
        try await broker.declare(group, startingAt: .end)
        let place = Place(topic: group.topic, partitions: 1)
        try await TestNode.plainly { connection, channel in
            var message = AMQPMessage()
            message.messageID = "hostile"
            message.timestamp = UInt64(bitPattern: number)
            for name in [
                MessageHeader.due, MessageHeader.attempts, MessageHeader.deadTime, MessageHeader.ready,
                "cloudEvents_time",
            ] { message[name] = .integer(number) }
            _ = try connection.publishPlainly(message, to: "", key: group.topic.name, on: channel)
            message["cloudEvents_time"] = nil
            _ = try connection.publishPlainly(message, to: "", key: place.dead(of: group), on: channel)
            message[MessageHeader.due] = nil
            message.messageID = "other"
            _ = try connection.publishPlainly(message, to: "", key: group.topic.name, on: channel)
        }
        let consumer = try await broker.join(group, ConsumerSettings())
        var came: [String] = []
        while !came.contains("other") { came += try await consumer.take(1, .ack).ids }
        let isDue = number < 0
        #expect(came.contains("hostile") == isDue)
        let dead = try await broker.deadLetters(of: group, after: nil, limit: 9)
        #expect(dead.map(\.id) == ["hostile"])
        // Whoever lists them writes the times.
        for time in dead.flatMap({ [$0.time, $0.message.time] }) { #expect(time.map(MessageTime.text) != "") }
        while try await broker.depth(of: group).waiting != (isDue ? 0 : 1) {
            try await Task.sleep(for: .milliseconds(50))
        }
        await broker.close()
    }

    @Test func `a message that is due for ever waits in memory while nothing can be published`() throws {
        let now: Int64 = 1_700_000_000_000
        var message = AMQPMessage()
        message[MessageHeader.due] = .integer(.max)
        let due = Incoming(tag: 1, raw: message, now: now).due
        #expect(due == now + 31_536_000_000)
        message[MessageHeader.due] = .integer(.min)
        #expect(Incoming(tag: 1, raw: message, now: now).due == 0)
        message[MessageHeader.due] = .unsigned(.max)
        #expect(Incoming(tag: 1, raw: message, now: now).due == due)
    }

    @Test func `a message that fills its frame is retried and given up, without the headers that have no room`()
        async throws
    {
        let broker = try await TestNode.broker()
        let group = try ConsumerGroup(queue: TestNode.name("filled"))
        try await broker.declare(group, startingAt: .end)
        try await TestNode.plainly { connection, channel in
            var message = AMQPMessage()
            message.messageID = "id"
            message.headers = [("cloudEvents_partitionkey", .text("k")), ("cloudEvents_subject", .text("s"))]
            message.headers.append(("small", .text("kept")))
            // Numbers of one byte: written as larger ones, they would not fit either.
            message.headers += (0..<4000).map { ("n\($0)", .integer(1, .signed8)) }
            let room = connection.maximumHeaderBytes - message.headerBytes
            message.headers.append(("large", .text(String(repeating: "x", count: room - 11))))
            #expect(message.headerBytes == connection.maximumHeaderBytes)
            _ = try connection.publishPlainly(message, to: "", key: group.topic.name, on: channel)
            // Not a byte more: the library gives up.
            message.appID = "1"
            #expect(throws: AMQPFault.self) {
                _ = try connection.publishPlainly(message, to: "", key: group.topic.name, on: channel)
            }
        }
        let consumer = try await broker.join(group, ConsumerSettings())
        let came = try await consumer.take(1)
        #expect(came[0].message.headers.count == 4002)
        _ = try await consumer.settle([Settlement(came[0].receipt, .retry(after: .zero))])
        let again = try await consumer.take(1)
        #expect(again[0].attempt == 2)
        let reason = String(repeating: "because ", count: 3000)
        _ = try await consumer.settle([Settlement(again[0].receipt, .deadLetter(reason: reason))])
        let dead = try await broker.deadLetters(of: group, after: nil, limit: 9)
        #expect(dead.count == 1)
        #expect(dead.first?.message.id == "id")
        #expect(dead.first?.message.key == "k")
        #expect(dead.first?.message.subject == "s")
        #expect(dead.first?.message.headers["small"] == "kept")
        #expect(dead.first?.message.headers["large"] == nil)
        #expect(dead.first?.message.headers["n3999"] == "1")
        #expect(dead.first?.reason.hasPrefix("because because") == true)
        #expect(try await broker.depth(of: group) == Depth(dead: 1))
        await broker.close()
    }

    @Test func `what no frame can hold is refused alone`() {
        var window = PublishWindow()
        let small = Outgoing(exchange: "", routingKey: "q", message: AMQPMessage())
        let jobs = [2, 1].map { PublishJob(count: $0, message: { _ in small }, deadline: .max) { _ in } }
        for job in jobs { window.add(job) }
        _ = window.next()
        #expect(window.refuse(MessagingFault(.tooLarge, "one"))?.fault == nil)
        _ = window.next()
        _ = window.next()
        // The engine's first number is that of the second message.
        let first = window.confirm(1, isMultiple: false, refusal: nil)
        #expect(first.map(\.fault?.code) == [.tooLarge])
        let second = window.confirm(2, isMultiple: false, refusal: nil)
        #expect(second.map(\.fault?.code) == [nil])
        #expect(window.isEmpty)
    }

    @Test func `headers are left out by their worth`() {
        var message = AMQPMessage()
        message.headers = [
            ("cloudEvents_partitionkey", .text(String(repeating: "k", count: 300))),
            ("cloudEvents_subject", .text(String(repeating: "s", count: 300))),
            ("one", .text(String(repeating: "1", count: 100))), ("two", .text(String(repeating: "2", count: 200))),
            (MessageHeader.deadReason, .text(String(repeating: "r", count: 600))),
        ]
        func names(_ limit: Int) -> [String] {
            let short = message.shortened(to: limit)
            #expect(short.headerBytes <= limit)
            return short.headers.map(\.name).filter { !$0.hasPrefix(MessageHeader.prefix) }
        }
        let size = message.headerBytes
        #expect(names(size).count == 4)
        #expect(names(size - 50).count == 4)
        #expect(names(size - 150) == ["cloudEvents_partitionkey", "cloudEvents_subject", "one"])
        #expect(names(size - 350) == ["cloudEvents_partitionkey", "cloudEvents_subject"])
        #expect(names(size - 600) == ["cloudEvents_partitionkey"])
        #expect(names(570) == [])
    }
}
