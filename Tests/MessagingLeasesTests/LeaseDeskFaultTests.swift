import MessagingTestSupport
import Testing

@testable import Messaging

/// What becomes of clients when the engine, or the desk, cannot go on.
@Suite("Lease desk's faults")
struct LeaseDeskFaultTests {
    private static let away = MessagingFault(.unavailable, "memory is away")

    @Test func `an engine that is away is said so, and found again`() async throws {
        try await DeskBench.with { bench in
            bench.broker.fail(LeaseDeskFaultTests.away)
            #expect(await refusal { _ = try await bench.lease(waiting: .milliseconds(300)) } == "unavailable")
            bench.broker.fail(nil)
            try await bench.publish(["a"])
            let message = try #require(try await bench.lease())
            // The lease stays while the engine cannot be told.
            bench.broker.failSettling(LeaseDeskFaultTests.away)
            #expect(await refusal { _ = try await bench.desk.settle(message.receipt, .ack) } == "unavailable")
            bench.broker.failSettling(nil)
            _ = try await bench.desk.settle(message.receipt, .ack)
            #expect(try await bench.depth() == Depth(consumed: 1))
        }
    }

    @Test func `leases that ended while the engine was away are told it later`() async throws {
        try await DeskBench.with { bench in
            try await bench.publish(["a"])
            bench.broker.failSettling(LeaseDeskFaultTests.away)
            let message = try #require(try await bench.lease(.milliseconds(200)))
            // Told, and told again.
            try await DeskBench.until { bench.broker.settleCalls >= 2 }
            #expect(await refusal { _ = try await bench.desk.settle(message.receipt, .ack) } == "lost")
            #expect(try await bench.lease(waiting: .zero) == nil)
            bench.broker.failSettling(nil)
            #expect(try await bench.lease()?.attempt == 2)
        }
    }

    @Test func `a fault that waiting does not mend is told at once, and tried again for the next client`() async throws
    {
        try await DeskBench.with { bench in
            bench.broker.fail(MessagingFault(.denied, "memory does not let florin in"))
            let time = await ContinuousClock().measure {
                #expect(await refusal { _ = try await bench.lease(waiting: .seconds(90)) } == "denied")
            }
            #expect(time < .seconds(90))
            bench.broker.fail(nil)
            try await bench.publish(["a"])
            #expect(try await bench.lease()?.message.id == "a")
        }
    }

    @Test func `a queue is left when nobody uses it, and what was not leased goes back`() async throws {
        var settings = LeaseDeskSettings.patient
        settings.idleTime = .milliseconds(300)
        try await DeskBench.with(settings) { bench in
            try await bench.publish(["a1", "a2"], key: "a")
            let message = try #require(try await bench.lease())
            try await bench.hold(2)
            try await Task.sleep(for: .milliseconds(900))
            // A lease is use.
            #expect(bench.broker.members == 1)
            try await bench.ack(message)
            try await DeskBench.until { try await bench.depth() == Depth(ready: 1, consumed: 1) }
            #expect(bench.broker.members == 0)
            let next = try #require(try await bench.lease())
            #expect(next.message.id == "a2" && next.attempt == 1)
        }
    }

    @Test func `limits are kept and said`() async throws {
        var settings = LeaseDeskSettings.patient
        (settings.maximumLeases, settings.maximumQueues, settings.maximumWaiters) = (2, 1, 3)
        try await DeskBench.with(settings) { bench in
            try await bench.publish(["a", "b", "c"])
            for _ in 0..<2 { #expect(try await bench.lease() != nil) }
            #expect(await refusal { _ = try await bench.lease(waiting: .zero) } == "exhausted")
            let other = try ConsumerGroup(queue: "other")
            #expect(
                await refusal { _ = try await bench.desk.lease(other, for: .seconds(1), waiting: .zero) } == "exhausted"
            )
            await withTaskGroup(of: Void.self) { clients in
                for _ in 0..<3 { clients.addTask { _ = try? await bench.lease(waiting: .seconds(600)) } }
                try? await DeskBench.until { bench.desk.waiting == 3 }
                #expect(await refusal { _ = try await bench.lease() } == "exhausted")
                clients.cancelAll()
            }
        }
    }

    @Test func `stopping tells those who wait, and gives back what is leased`() async throws {
        let broker = MemoryBroker()
        let queue = try ConsumerGroup(queue: "work")
        try await broker.declare(queue, startingAt: .beginning)
        try await broker.publish([Message(id: "a", type: "", body: [])], to: queue.topic)
        let desk = LeaseDesk(broker, settings: .patient)
        #expect(await refusal { _ = try await desk.lease(queue, for: .seconds(1), waiting: .zero) } == "stopped")
        try await withThrowingTaskGroup(of: String.self) { tasks in
            tasks.addTask {
                try await desk.run()
                return "ran"
            }
            try await DeskBench.until { await desk.accepts }
            let message = try #require(try await desk.lease(queue, for: .seconds(600), waiting: .seconds(90)))
            tasks.addTask {
                await refusal { _ = try await desk.lease(queue, for: .seconds(1), waiting: .seconds(600)) }
            }
            try await DeskBench.until { desk.waiting == 1 }
            await desk.stop()
            var words: Set<String> = []
            for try await word in tasks {
                words.insert(word)
                if words.count == 1 { tasks.cancelAll() }
            }
            #expect(words == ["ran", "stopped"])
            #expect(await refusal { _ = try await desk.settle(message.receipt, .ack) } == "lost")
        }
        #expect(broker.members == 0)
        #expect(try await broker.depth(of: queue) == Depth(ready: 1))
    }

    @Test func `receipts are 32 digits, and nothing else is one`() {
        let receipt = LeaseReceipt()
        let text = receipt.description
        #expect(text.utf8.count == 32 && LeaseReceipt(text) == receipt && LeaseReceipt() != receipt)
        for other in ["", "0", text + "0", String(text.dropLast()), text.uppercased() + "g", "é" + text.dropFirst()] {
            #expect(LeaseReceipt(other) == nil, "\(other)")
        }
    }
}
