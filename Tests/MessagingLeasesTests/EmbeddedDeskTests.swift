import JournalTestSupport
import Logging
import MessagingEmbedded
import Testing

@testable import Messaging

/// A desk over the embedded queues.
@Suite("Lease desk over embedded queues")
struct EmbeddedDeskTests {
    private static func with(_ body: (LeaseDesk, EmbeddedBroker, ConsumerGroup) async throws -> Void) async throws {
        let folder = try TemporaryFolder()
        let url = try BrokerURL("embedded:\(folder.path)/queues.sqlite")
        let broker = try EmbeddedBroker(url, logger: Logger(label: "test"))
        let desk = LeaseDesk(broker, settings: LeaseDeskSettings(engineLease: .seconds(2)))
        let queue = try ConsumerGroup(queue: "work")
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await desk.run() }
            try await DeskBench.until { await desk.accepts }
            do {
                try await body(desk, broker, queue)
            } catch {
                tasks.cancelAll()
                throw error
            }
            tasks.cancelAll()
            try await tasks.waitForAll()
        }
        await broker.close()
    }

    @Test func `leases, retries, dead letters and their order`() async throws {
        try await EmbeddedDeskTests.with { desk, broker, queue in
            func lease(_ time: Duration = .seconds(30)) async throws -> LeasedMessage {
                try #require(try await desk.lease(queue, for: time, waiting: .seconds(10)))
            }
            // The queue is made by the first one who asks.
            #expect(try await desk.lease(queue, for: .seconds(1), waiting: .zero)?.receipt == nil)
            try await broker.publish(
                (1...3).map { Message(id: "k\($0)", type: "", key: "k", body: []) }, to: queue.topic)
            let expired = try await lease(.milliseconds(500))
            #expect(expired.message.id == "k1" && expired.attempt == 1)
            let again = try await lease()
            #expect(again.message.id == "k1" && again.attempt == 2)
            // Longer than the engine's lease.
            #expect(try await desk.lease(queue, for: .seconds(1), waiting: .seconds(3))?.receipt == nil)
            _ = try await desk.settle(again.receipt, .retry(after: .milliseconds(300)))
            let third = try await lease()
            #expect(third.message.id == "k1" && third.attempt == 3)
            _ = try await desk.settle(third.receipt, .deadLetter(reason: "enough"))
            for id in ["k2", "k3"] {
                let message = try await lease()
                #expect(message.message.id == id && message.attempt == 1)
                _ = try await desk.settle(message.receipt, .ack)
            }
            let depth = try await broker.depth(of: queue)
            #expect(depth.consumed == 2 && depth.dead == 1 && depth.waiting == 0)
            #expect(try await broker.deadLetters(of: queue, after: nil, limit: 10).map(\.reason) == ["enough"])
        }
    }

    @Test func `many clients take everything once`() async throws {
        try await EmbeddedDeskTests.with { desk, broker, queue in
            try await broker.declare(queue, startingAt: .beginning)
            try await broker.publish((0..<300).map { Message(id: "\($0)", type: "", body: [1]) }, to: queue.topic)
            let seen = try await withThrowingTaskGroup(of: [String].self) { clients in
                for _ in 0..<8 {
                    clients.addTask {
                        var ids: [String] = []
                        while let message = try await desk.lease(queue, for: .seconds(30), waiting: .seconds(1)) {
                            _ = try await desk.settle(message.receipt, .ack)
                            ids.append(message.message.id)
                        }
                        return ids
                    }
                }
                return try await clients.reduce(into: []) { $0 += $1 }
            }
            #expect(seen.count == 300 && Set(seen).count == 300)
            #expect(try await broker.depth(of: queue).consumed == 300)
        }
    }
}
