import Foundation
import GRDB
import Logging
import Messaging
import Testing

@testable import MessagingEmbedded

@Suite("Embedded queues that several use")
struct SharedFileTests {
    @Test func `what another broker publishes and settles is seen`() async throws {
        let bench = try await Bench()
        let other = try Bench.broker(bench.folder)
        let consumer = try await other.join(bench.group, ConsumerSettings())
        async let waiting = consumer.receive(atMost: 10, waiting: .seconds(10))
        try await Task.sleep(for: .milliseconds(50))
        let start = ContinuousClock.now
        try await bench.publish("a:1", "2")
        let deliveries = try await waiting
        #expect(deliveries.ids == ["a:1", "2"])
        #expect(ContinuousClock.now - start < .seconds(60))
        try await bench.publish("a:3")
        let mine = try await bench.join()
        #expect(try await mine.receive(atMost: 1, waiting: .zero).isEmpty)
        try await consumer.settle(deliveries)
        #expect(try await bench.depth() == Depth(ready: 1, consumed: 2))
        #expect(try await mine.receive(atMost: 1, waiting: .zero).ids == ["a:3"])
        await other.close()
        await bench.broker.close()
    }

    @Test func `brokers that publish and consume at the same time lose, repeat and mix up nothing`() async throws {
        let bench = try await Bench()
        let others = try (0..<2).map { _ in try Bench.broker(bench.folder) }
        let ids = (0..<600).map { "\($0 % 7):\($0)" }
        async let published: Void = bench.publish(Array(ids.prefix(300)))
        async let consumed = withThrowingTaskGroup(of: [[String]].self) { tasks in
            for broker in others {
                tasks.addTask {
                    let consumer = try await broker.join(bench.group, ConsumerSettings(prefetch: 16))
                    var batches: [[String]] = []
                    var empty = 0
                    while empty < 3 {
                        let some = try await consumer.receive(atMost: 8, waiting: .milliseconds(400))
                        empty = some.isEmpty ? empty + 1 : 0
                        try await consumer.settle(some)
                        batches.append(some.ids)
                    }
                    return batches
                }
            }
            return try await tasks.reduce(into: []) { $0.append($1.flatMap { $0 }) }
        }
        try await published
        for id in ids.dropFirst(300) { try await bench.publish(id) }
        let all = try await consumed
        #expect(all.flatMap { $0 }.sorted() == ids.sorted())
        #expect(try await bench.depth() == Depth(consumed: 600))
        for broker in others { await broker.close() }
        await bench.broker.close()
    }

    @Test func `a lock that another process does not let go ends calls in time, and nothing is lost`() async throws {
        let bench = try await Bench(options: "?timeout=500ms")
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(
            path: bench.folder.path + "/queues.sqlite", configuration: configuration)
        try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
        let start = ContinuousClock.now
        await #expect { try await bench.publish("1") } throws: { ($0 as? MessagingFault)?.code == .timeout }
        #expect(ContinuousClock.now - start < .seconds(60))
        try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        try await bench.publish("1")
        #expect(try await bench.depth() == Depth(ready: 1))
        await bench.broker.close()
    }

    @Test func `a full file refuses messages, and takes them when there is room`() async throws {
        let bench = try await Bench()
        try await bench.publish((0..<100).map { "\($0 % 5):\($0)" })
        let pages = try await bench.broker.engine.call(isDurable: false) { store in
            let pages = try Int.fetchOne(store.database, sql: "PRAGMA page_count") ?? 0
            try store.database.execute(sql: "PRAGMA max_page_count = \(pages + 20)")
            return pages
        }
        #expect(pages > 0)
        let large = (0..<64).map { Message(id: "large \($0)", type: "", body: [UInt8](repeating: 1, count: 8192)) }
        await #expect {
            try await bench.broker.publish(large, to: bench.topic)
        } throws: { ($0 as? MessagingFault)?.code == .full && ($0 as? MessagingFault)?.isRetriable == true }
        #expect(try await bench.depth() == Depth(ready: 100))
        let consumer = try await bench.join()
        let some = try await consumer.receive(atMost: 50, waiting: .zero)
        try await consumer.settle(some)
        #expect(try await bench.depth() == Depth(ready: 50, consumed: 50))
        try await bench.broker.engine.call(isDurable: false) { store in
            try store.database.execute(sql: "PRAGMA max_page_count = 1000000")
        }
        try await bench.broker.publish(large, to: bench.topic)
        #expect(try await bench.depth() == Depth(ready: 114, consumed: 50))
        await bench.broker.close()
    }

    @Test func `a reserve keeps publishers from taking the last room`() async throws {
        let bench = try await Bench()
        try await bench.publish("1")
        await bench.broker.close()
        let broker = try Bench.broker(bench.folder, "?reserve_mib=65536")
        guard let free = DiskSpace.freeBytes(beside: bench.folder.path), free < 65_536 << 20 else { return }
        await #expect {
            try await broker.publish([Bench.message("2")], to: bench.topic)
        } throws: { ($0 as? MessagingFault)?.code == .full }
        let consumer = try await broker.join(bench.group, ConsumerSettings())
        try await consumer.settle(consumer.receive(atMost: 10, waiting: .zero))
        #expect(try await broker.depth(of: bench.group) == Depth(consumed: 1))
        await broker.close()
    }

    @Test func `a cancelled receiver returns nothing, at once`() async throws {
        let bench = try await Bench()
        let consumer = try await bench.join()
        let start = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for _ in 0..<20 {
                tasks.addTask {
                    let none = try await consumer.receive(atMost: 1, waiting: .seconds(30))
                    #expect(none.isEmpty)
                }
            }
            try await Task.sleep(for: .milliseconds(20))
            tasks.cancelAll()
        }
        #expect(ContinuousClock.now - start < .seconds(60))
        await bench.broker.close()
    }

    @Test func `closing ends those that wait`() async throws {
        let bench = try await Bench()
        let consumer = try await bench.join()
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                await #expect {
                    _ = try await consumer.receive(atMost: 1, waiting: .seconds(30))
                } throws: { ($0 as? MessagingFault)?.code == .closed }
            }
            try await Task.sleep(for: .milliseconds(50))
            await bench.broker.close()
            try await tasks.waitForAll()
        }
        await bench.broker.close()
    }
}
