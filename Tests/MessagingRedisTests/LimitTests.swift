import Foundation
import Messaging
import MessagingContract
import MessagingRedis
import Testing

@Suite("Redis: large entries")
struct LimitTests {
    @Test func `an entry with more fields than Lua hands over can be given up, and keeps nothing back`() async throws {
        let server = try await TestServer()
        let broker = try server.broker("?partitions=1")
        for group in [try await broker.group("g", topic: "events"), try await broker.queue("q")] {
            let stream = group.topic.kind == .queue ? "florin:q:q" : "events"
            // A plain client's; a script could not write it.
            let fields = (0..<5000).flatMap { ["field-\($0)", "\($0)"] }
            try await server.run(
                ["XADD", stream, "*", "ce_id", "large", "ce_partitionkey", "k"] + fields + ["body", "hello"])
            try await broker.publish(Scene.messages(2), to: group.topic)
            let consumer = try await broker.join(group, ConsumerSettings())
            let all = try await consumer.take(3).sorted { $0.message.id < $1.message.id }
            #expect(all.ids == ["large", "none/0", "none/1"] && all[0].message.headers.count == 5000)
            let lost = try await consumer.settle([
                Settlement(all[0].receipt, .deadLetter(reason: "no")), Settlement(all[1].receipt, .ack),
                Settlement(all[2].receipt, .ack),
            ])
            #expect(lost.isEmpty)
            #expect(try await broker.depth(of: group) == Depth(dead: 1, consumed: 2))
            let letter = try #require(try await broker.deadLetters(of: group, after: nil, limit: 9).first)
            #expect(letter.reason == "no (5000 of its 5003 fields were left out)")
            #expect(letter.message == Message(id: "large", type: "", key: "k", body: Array("hello".utf8)))
            #expect(try await broker.redrive(nil, of: group) == 1)
            let again = try await consumer.takeOne()
            #expect(again.message == letter.message)
            try await consumer.settle([again])
            #expect(try await broker.depth(of: group) == Depth(consumed: 3))
        }
        await broker.close()
    }

    @Test func `an entry with as many fields as Lua hands over is given up whole, and comes back whole`() async throws {
        let server = try await TestServer()
        let broker = try server.broker("?partitions=1")
        let group = try await broker.group("g", topic: "events")
        let fields = (0..<3899).flatMap { ["field-\($0)", "\($0)"] }
        try await server.run(["XADD", "events", "*"] + fields + ["body", "hello"])
        let consumer = try await broker.join(group, ConsumerSettings())
        let first = try await consumer.takeOne()
        try await consumer.settle([first], .deadLetter(reason: "no"))
        let letter = try #require(try await broker.deadLetters(of: group, after: nil, limit: 9).first)
        #expect(letter.reason == "no" && letter.message == first.message)
        #expect(try await broker.redrive(nil, of: group) == 1)
        #expect(try await consumer.takeOne().message == first.message)
        await broker.close()
    }

    @Test func `a message that would not fit a dead letter is refused, the largest that does is given up whole`()
        async throws
    {
        let server = try await TestServer()
        let broker = try server.broker("?partitions=1")
        let group = try await broker.group("g", topic: "t")
        var message = Message(id: "1", type: "t", body: [])
        for index in 0..<3000 { message.headers["h\(index)"] = "\(index)" }
        try await broker.publish([message], to: group.topic)
        let consumer = try await broker.join(group, ConsumerSettings())
        try await consumer.settle(try await consumer.take(1), .deadLetter(reason: "no"))
        let letter = try await broker.deadLetters(of: group, after: nil, limit: 9).first
        #expect(letter?.message == message && letter?.reason == "no")
        message.headers["one more"] = ""
        let larger = message
        #expect(await fault { try await broker.publish([larger], to: group.topic) }?.code == .tooLarge)
        await broker.close()
    }

    @Test(arguments: [false, true])
    func `what is taken at once is limited in bytes, and a single larger body comes`(_ isAgain: Bool) async throws {
        let server = try await TestServer()
        let broker = try server.broker("?partitions=1")
        let group = try await broker.group("g", topic: "t")
        let large = 3 << 20
        try await broker.publish(Scene.messages(24, keys: 1, size: large), to: group.topic)
        let consumer = try await broker.join(group, ConsumerSettings(prefetch: 100))
        if isAgain {
            // Those that come again are taken another way.
            let all = try await consumer.take(24)
            _ = try await consumer.settle(all.map { Settlement($0.receipt, .release) })
        }
        var sizes: [Int] = []
        while sizes.reduce(0, +) < 24 {
            let some = try await consumer.receive(atMost: 100, waiting: .seconds(30))
            try #require(!some.isEmpty)
            sizes.append(some.count)
            try await consumer.settle(some)
        }
        // No more than makes 4 MiB with the last one.
        #expect(sizes.max() == 2)
        try await broker.publish(Scene.messages(1, size: 16 << 20), to: group.topic)
        #expect(try await consumer.takeOne().message.body.count == 16 << 20)
        await broker.close()
    }

    @Test func `small ones are taken many at once`() async throws {
        let server = try await TestServer()
        let broker = try server.broker("?partitions=1")
        let group = try await broker.group("g", topic: "t")
        try await broker.publish(Scene.messages(500, size: 1024), to: group.topic)
        let consumer = try await broker.join(group, ConsumerSettings(prefetch: 500))
        #expect(try await consumer.receive(atMost: 500, waiting: .seconds(30)).count == 500)
        await broker.close()
    }

    @Test func `large dead letters are read and given back in pieces`() async throws {
        let server = try await TestServer()
        let broker = try server.broker("?partitions=1")
        let group = try await broker.group("g", topic: "t")
        let messages = Scene.messages(12, keys: 1, size: 3 << 20)
        try await broker.publish(messages, to: group.topic)
        let consumer = try await broker.join(group, ConsumerSettings(prefetch: 100))
        try await consumer.settle(try await consumer.take(12), .deadLetter(reason: "no"))
        let letters = try await broker.deadLetters(of: group, after: nil, limit: 10)
        #expect(letters.map(\.message) == Array(messages.prefix(10)))
        #expect(try await broker.deadLetters(of: group, after: letters[9].id, limit: 10).map(\.message.id).count == 2)
        #expect(try await broker.redrive(nil, of: group) == 12)
        _ = try await consumer.take(12, .ack)
        #expect(try await broker.depth(of: group) == Depth(consumed: 12))
        await broker.close()
    }
}
