import Foundation
import Logging
import Messaging
import MessagingContract
import MessagingRedis
import Testing

@Suite("Redis: streams that somebody deleted")
struct HealingTests {
    @Test(arguments: [true, false])
    func `a stream that was deleted is made again, and the depth is right`(_ isFull: Bool) async throws {
        let server = try await TestServer()
        let broker = try server.broker("?partitions=2")
        for group in [try await broker.group("g", topic: "t"), try await broker.queue("q")] {
            let stream = group.topic.kind == .queue ? "florin:q:q" : "t"
            try await broker.publish(Scene.messages(20, keys: 10), to: group.topic)
            let consumer = try await broker.join(group, ConsumerSettings(lease: .seconds(600)))
            _ = try await consumer.take(15, .ack)
            // The other lane is empty.
            let full = try await server.cli("XLEN", "\(stream):0") == ["0"] ? 1 : 0
            try #require(try await server.cli("XLEN", "\(stream):\(full)") != ["0"])
            #expect(try await broker.depth(of: group).ready == 5)
            try await server.cli("DEL", "\(stream):\(isFull ? full : 1 - full)")
            #expect(await fault { _ = try await consumer.receive(atMost: 100, waiting: .zero) } != nil)
            await consumer.leave()
            try await broker.declare(group, startingAt: .beginning)
            let left = isFull ? 0 : 5
            #expect(try await broker.depth(of: group) == Depth(ready: left, consumed: 15))
            // What is published from now on arrives, and what was in the other stream does too.
            let more = Scene.messages(10, keys: 10, from: 2)
            try await broker.publish(more, to: group.topic)
            #expect(try await broker.depth(of: group) == Depth(ready: left + 10, consumed: 15))
            let second = try await broker.join(group, ConsumerSettings())
            let all = try await second.take(left + 10, .ack)
            #expect(Set(more.ids).isSubset(of: all.ids))
            #expect(try await broker.depth(of: group) == Depth(consumed: 25 + left))
            await second.leave()
        }
        await broker.close()
    }

    @Test(.timeLimit(.minutes(2))) func `a subscription goes on by itself after a stream was deleted`() async throws {
        let server = try await TestServer()
        let broker = try server.broker("?partitions=1")
        let group = try await broker.group("g", topic: "t")
        let (ids, continuation) = AsyncStream<String>.makeStream()
        let subscription = MessageSubscription(
            to: group, on: broker, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        ) { delivery in
            continuation.yield(delivery.message.id)
            return .ack
        }
        try await withThrowingDiscardingTaskGroup { tasks in
            tasks.addTask { await subscription.run() }
            var iterator = ids.makeAsyncIterator()
            try await broker.publish([Message(id: "before", type: "", body: [])], to: group.topic)
            #expect(await iterator.next() == "before")
            try await server.cli("DEL", "t")
            try await broker.declare(group.topic)
            try await broker.publish([Message(id: "after", type: "", body: [])], to: group.topic)
            #expect(await iterator.next() == "after")
            tasks.cancelAll()
        }
        await broker.close()
    }
}
