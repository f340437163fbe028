import BlockingIO
import JournalTestSupport
import Logging
import MessagingEmbedded
import Testing

@testable import Messaging

/// A desk over the embedded queues.
@Suite("Lease desk over embedded queues")
struct EmbeddedDeskTests {
    private static func with(
        engineLease: Duration = .seconds(600), _ body: (LeaseDesk, EmbeddedBroker, ConsumerGroup) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        let url = try BrokerURL("embedded:\(folder.path)/queues.sqlite?timeout=600s")
        let broker = try EmbeddedBroker(url, logger: Logger(label: "test"))
        var settings = LeaseDeskSettings.patient
        settings.engineLease = engineLease
        let desk = LeaseDesk(broker, settings: settings)
        let queue = try ConsumerGroup(queue: "work")
        try await DeskBench.run(desk) { try await body(desk, broker, queue) }
        await broker.close()
    }

    @Test func `leases, retries, dead letters and their order`() async throws {
        try await EmbeddedDeskTests.with { desk, broker, queue in
            func lease(_ time: Duration = .seconds(600)) async throws -> LeasedMessage {
                try #require(try await desk.lease(queue, for: time, waiting: .seconds(90)))
            }
            // The queue is made by the first one who asks.
            #expect(try await desk.lease(queue, for: .seconds(1), waiting: .zero)?.receipt == nil)
            try await broker.publish(
                (1...3).map { Message(id: "k\($0)", type: "", key: "k", body: []) }, to: queue.topic)
            let start = ContinuousClock.now
            let expired = try await lease(.milliseconds(500))
            #expect(expired.message.id == "k1" && expired.attempt == 1)
            let again = try await lease()
            #expect(ContinuousClock.now - start >= .milliseconds(500))
            #expect(again.message.id == "k1" && again.attempt == 2)
            #expect(try await desk.lease(queue, for: .seconds(600), waiting: .seconds(1))?.receipt == nil)
            let retry = ContinuousClock.now
            _ = try await desk.settle(again.receipt, .retry(after: .milliseconds(300)))
            let third = try await lease()
            #expect(ContinuousClock.now - retry >= .milliseconds(300))
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

    @Test func `a client's lease may be longer than the engine's`() async throws {
        try await EmbeddedDeskTests.with(engineLease: .seconds(2)) { desk, broker, queue in
            try await broker.declare(queue, startingAt: .beginning)
            try await broker.publish([Message(id: "a", type: "", body: [])], to: queue.topic)
            // A machine that does nothing else for seconds may keep the desk from renewing: then the message comes again, and with it another try.
            try await DeskBench.until {
                let message = try #require(try await desk.lease(queue, for: .seconds(600), waiting: .seconds(90)))
                if let early = try await desk.lease(queue, for: .seconds(600), waiting: .seconds(3)) {
                    await desk.giveBack(early.receipt)
                }
                return await refusal { _ = try await desk.settle(message.receipt, .ack) } == "nothing"
            }
            #expect(try await broker.depth(of: queue).consumed == 1)
        }
    }

    @Test func `many clients take everything once`() async throws {
        try await EmbeddedDeskTests.with { desk, broker, queue in
            try await broker.declare(queue, startingAt: .beginning)
            try await broker.publish((0..<300).map { Message(id: "\($0)", type: "", body: [1]) }, to: queue.topic)
            let seen = Monitor<[String]>([])
            try await withThrowingTaskGroup(of: Void.self) { clients in
                for _ in 0..<8 {
                    clients.addTask {
                        try await DeskBench.until {
                            while let message = try await desk.lease(queue, for: .seconds(600), waiting: .zero) {
                                _ = try await desk.settle(message.receipt, .ack)
                                seen.withLock { $0.append(message.message.id) }
                            }
                            return seen.withLock { $0.count } >= 300
                        }
                    }
                }
                try await clients.waitForAll()
            }
            let ids = seen.withLock { $0 }
            #expect(ids.count == 300 && Set(ids).count == 300)
            #expect(try await broker.depth(of: queue).consumed == 300)
        }
    }
}
