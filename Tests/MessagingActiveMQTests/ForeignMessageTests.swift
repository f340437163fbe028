import Messaging
import MessagingContract
import NIOCore
import Testing

@testable import MessagingActiveMQ

/// Messages that other programs made, with a real broker.
@Suite("ActiveMQ's foreign messages", .enabled(if: LiveServer.isThere)) struct ForeignMessageTests {
    private func send(_ headers: [StompHeader], _ body: [UInt8], to queue: String, hasLength: Bool) async throws {
        let stranger = try await LiveServer.shared.stranger()
        let frame = StompFrame(
            "SEND", [StompHeader("destination", "/queue/\(queue)")] + headers, body: body, hasLength: hasLength)
        try await stranger.request([frame])
        await stranger.disconnect()
    }

    @Test func `a text that Java wrote is read, and keeps its bytes through a retry`() async throws {
        let broker = try await LiveServer.shared.broker()
        let group = try LiveServer.group(.queue)
        try await broker.declare(group.topic)
        // What JMS stores of a TextMessage: ActiveMQ passes it on as it is.
        try await send([], [0x61, 0xed, 0xa0, 0xbe, 0xed, 0xba, 0x99, 0xc0, 0x80], to: group.name, hasLength: false)
        let member = try await broker.join(group, ConsumerSettings())
        let first = try await member.takeOne()
        #expect(first.message.body == Array("a🪙\0".utf8) && first.malformation == nil)
        try await member.settle([first], .retry(after: .zero))
        let second = try await member.takeOne()
        #expect(second.message == first.message && second.attempt == 2)
        await broker.close()
    }

    @Test func `headers with impossible numbers neither trap nor stop anything`() async throws {
        let broker = try await LiveServer.shared.broker()
        let group = try LiveServer.group(.queue)
        try await broker.declare(group.topic)
        let numbers = ["\(Int64.min)", "\(Int64.max)", "-1", "x"]
        let names = ["florin_attempt", "florin_attempts", "florin_dead_time", "florin_due"]
        for number in numbers {
            let headers = names.map { StompHeader($0, number) }
            try await send(headers, [1], to: group.name, hasLength: true)
            try await send(headers, [2], to: ActiveMQNames.deadQueue(of: group), hasLength: true)
        }
        #expect(try await broker.depth(of: group).ready == 4)
        let letters = try await broker.deadLetters(of: group, after: nil, limit: 10)
        #expect(letters.count == 4)
        #expect(letters.allSatisfy { $0.attempts >= 1 && $0.time.map(MessageTime.text)?.count == 24 })
        let member = try await broker.join(group, ConsumerSettings())
        let came = try await member.take(4)
        #expect(came.map(\.attempt) == [1, 1_000_000, 1, 1])
        try await member.settle(came, .retry(after: .milliseconds(1)))
        try await member.settle(try await member.take(4), .deadLetter(reason: "no"))
        #expect(try await broker.deadLetters(of: group, after: nil, limit: 10).count == 8)
        #expect(try await broker.redrive(nil, of: group) == 8)
        await broker.close()
    }

    @Test func `the broker takes a dead letter whose message had more headers than it may have`() async throws {
        let broker = try await LiveServer.shared.broker()
        let group = try LiveServer.group(.queue)
        try await broker.declare(group.topic)
        let long = String(repeating: "\\é:", count: 20_000)
        let came = StompFrame(
            "MESSAGE",
            [StompHeader("message-id", "ID:9"), StompHeader("cloudEvents_id", "7"), StompHeader("foreign", long)]
                + [StompHeader("cloudEvents_note", long)] + (0..<1800).map { StompHeader("h\($0)", "v") }, body: [7])
        var plan = SettlingPlan(queue: group.name, deadQueue: ActiveMQNames.deadQueue(of: group))
        plan.add(BufferedFrame(frame: came, place: 1, attempt: 1), .deadLetter(reason: "too long"))
        let stranger = try await LiveServer.shared.stranger()
        try await stranger.request(plan.settling(in: "t").filter { $0.command != "ACK" })
        await stranger.disconnect()
        let letters = try await broker.deadLetters(of: group, after: nil, limit: 10)
        #expect(letters.map(\.message) == [MessageCarrier.message(from: came).message])
        #expect(letters.first?.reason == "too long")
        await broker.close()
    }

    @Test func `a header too long for a client of STOMP does not keep anything back`() async throws {
        // As ActiveMQ passes on what a program that speaks OpenWire sent.
        let server = try await ScriptedServer { _, frame in
            var answers = ScriptedServer.usual(frame)
            if frame.command == "SUBSCRIBE", frame["id"] == MemberFrames.subscription {
                for (number, count) in [(1, 200_000), (2, 10)] {
                    let headers = [
                        StompHeader("ack", "\(number)"), StompHeader("subscription", MemberFrames.subscription),
                        StompHeader("long", String(repeating: "x", count: count)),
                        StompHeader("message-id", "m\(number)"),
                    ]
                    answers.append(StompFrame("MESSAGE", headers, body: [UInt8(number)]))
                }
            }
            return answers
        }
        let settings = try StompSettings(BrokerURL(server.url()))
        let group = try ConsumerGroup(queue: "q")
        let member = ActiveMQConsumer(
            of: group, ConsumerSettings(), settings, tally: GroupTally(queue: "q"), name: "m", logger: LiveServer.logger
        )
        let came = try await member.take(2)
        #expect(came.ids == ["m1", "m2"])
        #expect(came.map(\.malformation) == [StompDefect.longHeader.reason, nil])
        await member.leave()
        try await server.close()
    }
}
