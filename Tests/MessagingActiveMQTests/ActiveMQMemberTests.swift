import Messaging
import MessagingContract
import NIOCore
import Testing

@testable import MessagingActiveMQ

/// What a member keeps and gives back, with a real broker.
@Suite("ActiveMQ's members", .enabled(if: LiveServer.isThere)) struct ActiveMQMemberTests {
    private func member(
        of group: ConsumerGroup, prefetch: Int, bufferedBytes: Int = 64 << 20
    ) async throws -> ActiveMQConsumer {
        var settings = try await StompSettings(BrokerURL(LiveServer.shared.url()))
        settings.bufferedBytes = bufferedBytes
        return ActiveMQConsumer(
            of: group, ConsumerSettings(prefetch: prefetch), settings,
            tally: GroupTally(queue: ActiveMQNames.queue(of: group)), name: "m\(UInt32.random(in: 0 ... .max))",
            logger: LiveServer.logger)
    }

    @Test(arguments: [Topic.Kind.topic, .queue])
    func `what was released, and what only waited, goes back in order when the member leaves`(
        _ kind: Topic.Kind
    ) async throws {
        let broker = try await LiveServer.shared.broker()
        let group = try LiveServer.group(kind)
        try await broker.declare(group, startingAt: .end)
        let ids = (0..<10).map { "\($0)" }
        try await broker.publish(ids.map { Message(id: $0, type: "", key: "k", body: []) }, to: group.topic)
        let first = try await broker.join(group, ConsumerSettings(prefetch: 20))
        let came = try await first.take(5)
        #expect(came.ids == Array(ids.prefix(5)))
        // As an intake that stops: one is done, the others cannot be decided, and the rest was not even handed out.
        let dispositions: [Disposition] = [.ack, .release, .release, .release, .release]
        #expect(try await first.settle(zip(came, dispositions).map { Settlement($0.receipt, $1) }).isEmpty)
        #expect(try await broker.depth(of: group) == Depth(ready: 9, consumed: 1))
        await first.leave()
        let second = try await broker.join(group, ConsumerSettings(prefetch: 20))
        let rest = try await second.take(9, .ack)
        #expect(rest.ids == Array(ids.dropFirst()) && rest.allSatisfy { $0.attempt == 1 })
        #expect(try await broker.depth(of: group).waiting == 0)
        await broker.close()
    }

    @Test func `what was released comes again to its member before what is behind it, with its attempt`() async throws {
        let broker = try await LiveServer.shared.broker()
        let group = try LiveServer.group()
        try await broker.declare(group, startingAt: .end)
        try await broker.publish((0..<6).map { Message(id: "\($0)", type: "", key: "k", body: []) }, to: group.topic)
        let member = try await broker.join(group, ConsumerSettings(prefetch: 4))
        let came = try await member.take(4)
        _ = try await member.settle([Settlement(came[3].receipt, .release)])
        _ = try await member.settle([
            Settlement(came[2].receipt, .release, attempt: 3), Settlement(came[1].receipt, .release),
        ])
        #expect(try await member.settle([Settlement(came[1].receipt, .ack)]) == [came[1].receipt])
        let again = try await member.take(3)
        #expect(again.ids == ["1", "2", "3"] && again.map(\.attempt) == [1, 3, 1])
        try await member.settle([came[0]] + again)
        #expect(try await member.take(2, .ack).ids == ["4", "5"])
        await broker.close()
    }

    @Test(.timeLimit(.minutes(2)))
    func `a member keeps no more bodies than it may, and gets all messages in order`() async throws {
        let broker = try await LiveServer.shared.broker()
        let group = try LiveServer.group(.queue)
        try await broker.declare(group.topic)
        let size = 128 << 10
        let count = 200
        let body = [UInt8](repeating: 7, count: size)
        try await broker.publish((0..<count).map { Message(id: "\($0)", type: "", body: body) }, to: group.topic)
        let limit = 8 * size
        let member = try await member(of: group, prefetch: 2048, bufferedBytes: limit)
        var connections: [StompConnection] = []
        for number in 0..<count {
            let one = try await member.takeOne()
            let connection = try await member.joined()
            if connections.last !== connection { connections.append(connection) }
            #expect(one.message.id == "\(number)")
            #expect(connection.inbox.budget.bytes <= limit)
            try await member.settle([one])
        }
        // The first connection showed how large they are.
        #expect((2...4).contains(connections.count))
        #expect(try await broker.depth(of: group).waiting == 0)
        // Small ones come with a wide window again.
        try await broker.publish((0..<600).map { Message(id: "\($0)", type: "", body: [1]) }, to: group.topic)
        var came: [String] = []
        while came.count < 600 {
            let some = try await member.receive(atMost: 600, waiting: .seconds(5))
            try #require(!some.isEmpty)
            try await member.settle(some)
            came += some.ids
        }
        #expect(came == (0..<600).map(String.init))
        _ = try await member.receive(atMost: 1, waiting: .milliseconds(10))
        let last = try await member.joined()
        #expect(last !== connections.last)
        await member.leave()
        await broker.close()
    }

    @Test(.timeLimit(.minutes(2)))
    func `a body larger than a member may keep comes through, and nothing is lost when it leaves`() async throws {
        let broker = try await LiveServer.shared.broker()
        let group = try LiveServer.group(.queue)
        try await broker.declare(group.topic)
        let sizes = [3 << 20, 1, 2 << 20, 1 << 20, 1 << 20, 1 << 20]
        try await broker.publish(
            sizes.enumerated().map {
                Message(id: "\($0)", type: "", body: [UInt8](repeating: UInt8($0), count: $1))
            }, to: group.topic)
        let first = try await member(of: group, prefetch: 100, bufferedBytes: 1000)
        for number in 0..<3 {
            let one = try await first.takeOne()
            #expect(one.message.id == "\(number)" && one.message.body.count == sizes[number])
            try await first.settle([one], number == 1 ? .release : .ack)
            if number == 1 { #expect(try await first.take(1, .ack).ids == ["1"]) }
        }
        await first.leave()
        let second = try await member(of: group, prefetch: 100)
        // In any order: what the broker had not sent again yet comes before what it had.
        let rest = try await second.take(3, .ack).ids
        #expect(rest.sorted() == ["3", "4", "5"])
        await second.leave()
        await broker.close()
    }
}
