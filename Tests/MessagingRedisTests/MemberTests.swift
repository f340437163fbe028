import Foundation
import Messaging
import MessagingContract
import MessagingRedis
import Testing

@Suite("Redis: members and partitions")
struct MemberTests {
    private func owned(_ server: TestServer, _ group: ConsumerGroup) async throws -> [Int] {
        let lines = try await server.cli("HVALS", "florin:g:\(group.topic.name):\(group.name):owners")
        var counts: [String: Int] = [:]
        for line in lines where !line.isEmpty { counts[line, default: 0] += 1 }
        return counts.values.sorted()
    }

    private func rounds(_ consumers: [any MessageConsumer], _ count: Int) async throws {
        for _ in 0..<count {
            for consumer in consumers { _ = try await consumer.receive(atMost: 1, waiting: .zero) }
        }
    }

    @Test func `partitions are shared evenly by those who ask, as they join and leave`() async throws {
        let server = try await TestServer()
        let broker = try server.broker()
        let group = try await broker.group("g", topic: "t")
        var members: [any MessageConsumer] = []
        for wanted in [[8], [4, 4], [2, 3, 3], [2, 2, 2, 2], [1, 1, 2, 2, 2]] {
            members.append(try await broker.join(group, ConsumerSettings()))
            try await rounds(members, 4)
            #expect(try await owned(server, group) == wanted)
        }
        await members.removeLast().leave()
        await members.removeLast().leave()
        try await rounds(members, 4)
        #expect(try await owned(server, group) == [2, 3, 3])
        await broker.close()
        #expect(try await owned(server, group) == [])
    }

    @Test func `a member that does not ask holds nobody up`() async throws {
        let server = try await TestServer()
        let broker = try server.broker()
        let group = try await broker.group("g", topic: "t")
        let silent = try await broker.join(group, ConsumerSettings())
        _ = try await silent.receive(atMost: 1, waiting: .zero)
        let other = try await broker.join(group, ConsumerSettings())
        try await broker.publish(Scene.messages(16), to: group.topic)
        let begin = ContinuousClock.now
        _ = try await other.take(16, .ack)
        #expect(ContinuousClock.now - begin < .seconds(60))
        await broker.close()
    }

    @Test func `a partition with something unsettled stays where it is`() async throws {
        let server = try await TestServer()
        let broker = try server.broker("?partitions=1")
        let group = try await broker.group("g", topic: "t")
        try await broker.publish(Scene.messages(3, keys: 1), to: group.topic)
        let one = try await broker.join(group, ConsumerSettings())
        let two = try await broker.join(group, ConsumerSettings())
        let first = try await one.take(1)
        try await two.takeNothing(for: .seconds(3))
        try await one.settle(first)
        await one.leave()
        #expect(try await two.take(2, .ack).ids == ["key-0/1", "key-0/2"])
        await broker.close()
    }

    @Test func `consumers of Redis do not pile up`() async throws {
        let server = try await TestServer()
        let broker = try server.broker("?partitions=1")
        let group = try await broker.group("g", topic: "t")
        for _ in 0..<5 {
            let member = try await broker.join(group, ConsumerSettings())
            try await broker.publish(Scene.messages(2), to: group.topic)
            _ = try await member.take(1)
            await member.leave()
        }
        let names = try await server.cli("XINFO", "CONSUMERS", "t", "g").filter { $0.contains("florin") }
        #expect(names == ["florin:ready"])
        #expect(try await broker.depth(of: group) == Depth(ready: 10))
        await broker.close()
    }

    @Test func `scripts that were flushed are loaded again`() async throws {
        let server = try await TestServer()
        let broker = try server.broker()
        let group = try await broker.group("g", topic: "t")
        try await server.cli("SCRIPT", "FLUSH")
        #expect(await fault { _ = try await broker.depth(of: group) }?.code == .unavailable)
        #expect(try await broker.depth(of: group) == Depth())
        await broker.close()
    }

    @Test func `full memory refuses publishers, and consumers empty it`() async throws {
        let server = try await TestServer(["--maxmemory", "6mb", "--maxmemory-policy", "noeviction"])
        let broker = try server.broker()
        let group = try await broker.group("g", topic: "t")
        var published = 0
        var code: MessagingFault.Code?
        while code == nil, published < 100_000 {
            code = await fault {
                try await broker.publish(Scene.messages(100, from: published, size: 1024), to: group.topic)
            }?.code
            if code == nil { published += 100 }
        }
        #expect(code == .full)
        #expect(try await broker.depth(of: group) == Depth(ready: published))
        let consumer = try await broker.join(group, ConsumerSettings())
        _ = try await consumer.take(published, .ack)
        try await broker.publish(Scene.messages(100, from: published, size: 1024), to: group.topic)
        #expect(try await broker.depth(of: group) == Depth(ready: 100, consumed: published))
        await broker.close()
    }
}
