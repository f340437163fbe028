import Messaging
import MessagingContract
import NIOCore
import Testing

@testable import MessagingActiveMQ

/// What is ActiveMQ's own, with a real broker.
@Suite("ActiveMQ", .enabled(if: LiveServer.isThere)) struct ActiveMQServerTests {
    @Test func `a wrong password is denied, and not printed`() async throws {
        let port = try await BrokerURL(LiveServer.shared.url()).port ?? 0
        let broker = try LiveServer.broker("stomp://florin:sesame@127.0.0.1:\(port)")
        let fault = await #expect(throws: MessagingFault.self) { try await broker.connect() }
        #expect(fault?.code == .denied)
        #expect(fault?.description.contains("ActiveMQ at 127.0.0.1:\(port)") == true)
        #expect(fault?.description.contains("sesame") == false)
        await broker.close()
    }

    @Test func `nobody there is unavailable, within the time of the URL`() async throws {
        let port = try Loopback.freePort()
        let broker = try LiveServer.broker("stomp://127.0.0.1:\(port)?timeout=300ms")
        let start = ContinuousClock.now
        let fault = await #expect(throws: MessagingFault.self) { try await broker.connect() }
        #expect(fault?.code == .unavailable)
        #expect(ContinuousClock.now - start < .seconds(60))
    }

    @Test func `a text from elsewhere is read, keeps its id through a retry, and becomes a dead letter`() async throws {
        let broker = try await LiveServer.shared.broker()
        let group = try LiveServer.group(.queue)
        try await broker.declare(group.topic)
        let stranger = try await LiveServer.shared.stranger()
        try await stranger.request([
            StompFrame(
                "SEND",
                [
                    StompHeader("destination", "/queue/\(group.name)"), StompHeader("content-type", "text/plain"),
                    StompHeader("cloudEvents:type", "a:b"), StompHeader("x", "1"),
                ], body: Array("grüße".utf8), hasLength: false)
        ])
        let member = try await broker.join(group, ConsumerSettings(prefetch: 3))
        let first = try await member.takeOne()
        #expect(first.message.id.hasPrefix("ID:"))
        #expect(first.message.type == "a:b" && first.message.contentType == "text/plain")
        #expect(first.message.body == Array("grüße".utf8))
        try await member.settle([first], .retry(after: .milliseconds(10)))
        let second = try await member.takeOne()
        #expect(second.message == first.message && second.attempt == 2)
        try await member.settle([second], .deadLetter(reason: "no\r\nway: \\ \0"))
        let dead = try await broker.deadLetters(of: group, after: nil, limit: 10)
        #expect(dead.map(\.message) == [first.message])
        #expect(dead.first?.reason == "no\r\nway: \\ \0" && dead.first?.attempts == 2)
        await broker.close()
        await stranger.disconnect()
    }

    @Test func `a plain client finds a queue by its name, and a message's attributes in its headers`() async throws {
        let broker = try await LiveServer.shared.broker()
        let group = try LiveServer.group(.queue)
        try await broker.declare(group.topic)
        try await broker.publish(
            [
                Message(
                    id: "7", type: "paid", key: "k", contentType: "application/json", headers: ["trace": "t"],
                    body: [123, 125])
            ],
            to: group.topic)
        let stranger = try await LiveServer.shared.stranger()
        try stranger.send([
            StompFrame(
                "SUBSCRIBE",
                [
                    StompHeader("id", "1"), StompHeader("destination", "/queue/\(group.name)"),
                    StompHeader("ack", "auto"),
                ])
        ])
        await stranger.inbox.wait(until: NIODeadline.now() + TimeAmount.seconds(10))
        let frame = try #require(try stranger.inbox.takeNow(1).first)
        let expected = [
            "cloudEvents_id": "7", "cloudEvents_type": "paid", "cloudEvents_partitionkey": "k",
            "cloudEvents_trace": "t",
            "content-type": "application/json", "correlation-id": "7", "persistent": "true",
        ]
        for (name, value) in expected { #expect(frame[name] == value, "\(name)") }
        #expect(frame.body == [123, 125])
        await stranger.disconnect()
        await broker.close()
    }

    @Test(arguments: CarryingTests.difficult) func `any text survives the broker`(_ text: String) async throws {
        let broker = try await LiveServer.shared.broker()
        let group = try LiveServer.group()
        try await broker.declare(group, startingAt: .end)
        let message = Message(
            id: text.isEmpty ? "1" : text, type: text, source: text, subject: text, key: text, contentType: text,
            headers: ["a": text, "b.c-d_e": text], body: [0, 10, 0])
        try await broker.publish([message], to: group.topic)
        let member = try await broker.join(group, ConsumerSettings())
        #expect(try await member.takeOne().message == message)
        await broker.close()
    }

    @Test func `a body up to the limit is carried, a larger one refused`() async throws {
        let broker = try await LiveServer.shared.broker()
        let group = try LiveServer.group(.queue)
        try await broker.declare(group.topic)
        let largest = [UInt8](repeating: 7, count: ActiveMQBroker.maximumBodyBytes)
        try await broker.publish([Message(id: "1", type: "", body: largest)], to: group.topic)
        let member = try await broker.join(group, ConsumerSettings())
        let came = try await member.takeOne()
        #expect(came.message.body == largest)
        try await member.settle([came])
        let fault = await #expect(throws: MessagingFault.self) {
            try await broker.publish([Message(id: "2", type: "", body: largest + [0])], to: group.topic)
        }
        #expect(fault?.code == .tooLarge)
        await broker.close()
    }

    @Test func `a member that joins later gets keys too`() async throws {
        let broker = try await LiveServer.shared.broker()
        let group = try LiveServer.group()
        try await broker.declare(group, startingAt: .end)
        let messages = Array(0..<200).map { Message(id: "\($0)", type: "", key: "key \($0 % 50)", body: []) }
        let first = try await broker.join(group, ConsumerSettings(prefetch: 10))
        try await broker.publish(messages, to: group.topic)
        var came = try await first.take(20, .ack).ids
        let second = try await broker.join(group, ConsumerSettings(prefetch: 10))
        var ofSecond = 0
        while came.count < 200 {
            for (index, member) in [first, second].enumerated() {
                let some = try await member.receive(atMost: 5, waiting: .milliseconds(100))
                _ = try await member.settle(some.map { Settlement($0.receipt, .ack) })
                came += some.ids
                ofSecond += index * some.count
            }
        }
        #expect(Set(came).count == 200)
        #expect(ofSecond > 20)
        await broker.close()
    }

    @Test func `order is kept where ActiveMQ redelivers in the wrong order`() async throws {
        let broker = try await LiveServer.shared.broker()
        let group = try LiveServer.group()
        try await broker.declare(group, startingAt: .end)
        try await broker.publish((0..<6).map { Message(id: "\($0)", type: "", key: "k", body: []) }, to: group.topic)
        let first = try await broker.join(group, ConsumerSettings(prefetch: 2))
        #expect(try await first.take(2).ids == ["0", "1"])
        let second = try await broker.join(group, ConsumerSettings(prefetch: 1))
        let third = try await broker.join(group, ConsumerSettings(prefetch: 2))
        await first.leave()
        // Whoever gets 0 leaves with it.
        let early = try await second.receive(atMost: 1, waiting: .milliseconds(500))
        let rest = early.isEmpty ? second : third
        await (early.isEmpty ? third : second).leave()
        var came: [String] = []
        while came.count < 6 { came += try await rest.take(1, .ack).ids }
        #expect(came == ["0", "1", "2", "3", "4", "5"])
        await broker.close()
    }

    @Test func `names that mean something else are refused`() async throws {
        let broker = try await LiveServer.shared.broker()
        for name in ["florin.dead.a", "ActiveMQ.Statistics", "Consumer.a.VirtualTopic.b"] {
            let fault = await #expect(throws: MessagingFault.self) {
                try await broker.declare(Topic(name, kind: .queue))
            }
            #expect(fault?.code == .invalid)
        }
        await broker.close()
    }
}
