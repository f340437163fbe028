import Foundation
import Logging
import Messaging
import MessagingContract
import MessagingRedis
import Testing

@Suite("Redis: retries and broken connections")
struct RetryTests {
    @Test func `two retries of a key come in their order, and what is behind them too`() async throws {
        let server = try await TestServer()
        let broker = try server.broker("?partitions=2")
        for group in [try await broker.group("g", topic: "t"), try await broker.queue("q")] {
            try await broker.publish(Scene.messages(6, keys: 1) + Scene.messages(2), to: group.topic)
            let consumer = try await broker.join(group, ConsumerSettings())
            let all = try await consumer.take(8)
            let keyed = all.filter { $0.message.key != nil }
            try await consumer.settle(all.filter { $0.message.key == nil })
            // The second one is due before the first one.
            let lost = try await consumer.settle(
                [
                    Settlement(keyed[1].receipt, .retry(after: .milliseconds(200))),
                    Settlement(keyed[0].receipt, .retry(after: .milliseconds(700))),
                ] + keyed.dropFirst(2).map { Settlement($0.receipt, .release) })
            #expect(lost.isEmpty)
            #expect(try await broker.depth(of: group) == Depth(ready: 4, delayed: 2, consumed: 2))
            try await consumer.takeNothing(for: .milliseconds(500))
            #expect(try await broker.depth(of: group) == Depth(ready: 5, delayed: 1, consumed: 2))
            let again = try await consumer.take(6)
            #expect(again.ids == (0..<6).map { "key-0/\($0)" })
            #expect(again.map(\.attempt) == [2, 2, 1, 1, 1, 1])
            try await consumer.settle(again)
            #expect(try await broker.depth(of: group) == Depth(consumed: 8))
            let base = group.topic.kind == .queue ? "florin:q:q" : "florin:g:t:g"
            #expect(try await server.cli("EXISTS", "\(base):blocked", "\(base):delayed") == ["0"])
            #expect(try await server.cli("KEYS", "\(base):parked:*") == [""])
            await consumer.leave()
        }
        await broker.close()
    }

    @Test func `what is parked survives a change of members and a restart, and can be purged`() async throws {
        let server = try await TestServer()
        let broker = try server.broker()
        let group = try await broker.group("g", topic: "t")
        try await broker.publish(Scene.messages(40, keys: 1), to: group.topic)
        let one = try await broker.join(group, ConsumerSettings(prefetch: 10))
        let first = try await one.take(1)
        try await one.settle(first, .retry(after: .seconds(2)))
        try await one.takeNothing()
        await one.leave()
        try await server.server.kill()
        try await server.server.restart()
        let two = try await broker.join(group, ConsumerSettings(prefetch: 10))
        let came = try await two.take(40, .ack)
        #expect(came.ids == (0..<40).map { "key-0/\($0)" } && came[0].attempt == 2 && came[1].attempt == 1)

        try await broker.publish(Scene.messages(40, keys: 1), to: group.topic)
        try await two.settle(try await two.take(1), .retry(after: .seconds(100)))
        try await two.takeNothing()
        #expect(try await broker.purge(.waiting, of: group) == 40)
        #expect(try await broker.depth(of: group) == Depth(consumed: 80))
        try await broker.publish(Scene.messages(1, keys: 1), to: group.topic)
        _ = try await two.take(1, .ack)
        await broker.close()
    }

    @Test func `a connection that is cut between calls costs nothing`() async throws {
        let server = try await TestServer()
        let broker = try server.broker()
        let group = try await broker.group("g", topic: "t")
        try await broker.publish(Scene.messages(4, keys: 1), to: group.topic)
        let consumer = try await broker.join(group, ConsumerSettings())
        let held = try await consumer.take(2)
        try await server.cli("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
        let more = try await consumer.take(2)
        #expect((held + more).ids == (0..<4).map { "key-0/\($0)" })
        try await consumer.settle(held + more)
        #expect(try await broker.depth(of: group) == Depth(consumed: 4))
        await broker.close()
    }

    @Test func `a connection that is cut during a call keeps what is in hand`() async throws {
        let server = try await TestServer()
        let proxy = try ByteProxy(to: server.port)
        let broker = try RedisBroker(
            BrokerURL("redis://127.0.0.1:\(proxy.port)/0?timeout=1s&partitions=1"),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let group = try await broker.group("g", topic: "t")
        let consumer = try await broker.join(group, ConsumerSettings(lease: .seconds(60)))
        try await broker.publish(Scene.messages(2, keys: 1), to: group.topic)
        let held = try await consumer.take(2)
        // The answer to the next call that takes something is cut: the engine believes that the member has it.
        try await broker.publish(Scene.messages(3, keys: 1, from: 2, size: 3000), to: group.topic)
        proxy.cut(after: 2000, .toClient)
        let fault = await fault { _ = try await consumer.receive(atMost: 10, waiting: .seconds(1)) }
        #expect(fault?.isRetriable == true)
        let more = try await consumer.take(3)
        #expect(more.ids == (2..<5).map { "key-0/\($0)" } && more.allSatisfy { $0.attempt == 1 })
        try await consumer.settle(held + more)
        #expect(try await broker.depth(of: group) == Depth(consumed: 5))
        await broker.close()
    }
}
