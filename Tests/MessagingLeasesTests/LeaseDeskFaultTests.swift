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
            let message = try #require(try await bench.lease(waiting: .seconds(10)))
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
            _ = try #require(try await bench.lease(.milliseconds(200)))
            bench.broker.failSettling(LeaseDeskFaultTests.away)
            #expect(try await bench.lease(waiting: .milliseconds(600)) == nil)
            bench.broker.failSettling(nil)
            #expect(try await bench.lease(waiting: .seconds(10))?.attempt == 2)
        }
    }

    @Test func `a fault that waiting does not mend is told at once, and tried again for the next client`() async throws
    {
        try await DeskBench.with { bench in
            bench.broker.fail(MessagingFault(.denied, "memory does not let florin in"))
            let time = await ContinuousClock().measure {
                #expect(await refusal { _ = try await bench.lease(waiting: .seconds(10)) } == "denied")
            }
            #expect(time < .seconds(3))
            bench.broker.fail(nil)
            try await bench.publish(["a"])
            #expect(try await bench.lease()?.message.id == "a")
        }
    }

    @Test func `a queue is left when nobody uses it, and what was not leased goes back`() async throws {
        try await DeskBench.with(LeaseDeskSettings(idleTime: .milliseconds(300))) { bench in
            try await bench.publish(["a1", "a2"], key: "a")
            let message = try #require(try await bench.lease())
            #expect(try await bench.lease(waiting: .milliseconds(300)) == nil)
            #expect(bench.broker.members == 1)
            try await Task.sleep(for: .milliseconds(600))
            // A lease is use.
            #expect(bench.broker.members == 1)
            _ = try await bench.desk.settle(message.receipt, .ack)
            try await DeskBench.until { bench.broker.members == 0 }
            #expect(try await bench.depth() == Depth(ready: 1, consumed: 1))
            let next = try #require(try await bench.lease())
            #expect(next.message.id == "a2" && next.attempt == 1)
        }
    }

    @Test func `limits are kept and said`() async throws {
        let settings = LeaseDeskSettings(maximumLeases: 2, maximumQueues: 1, maximumWaiters: 3)
        try await DeskBench.with(settings) { bench in
            try await bench.publish(["a", "b", "c"])
            for _ in 0..<2 { #expect(try await bench.lease() != nil) }
            #expect(await refusal { _ = try await bench.lease(waiting: .zero) } == "exhausted")
            let other = try ConsumerGroup(queue: "other")
            #expect(
                await refusal { _ = try await bench.desk.lease(other, for: .seconds(1), waiting: .zero) } == "exhausted"
            )
            await withTaskGroup(of: Void.self) { clients in
                for _ in 0..<3 { clients.addTask { _ = try? await bench.lease(waiting: .seconds(10)) } }
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
        let desk = LeaseDesk(broker)
        #expect(await refusal { _ = try await desk.lease(queue, for: .seconds(1), waiting: .zero) } == "stopped")
        try await withThrowingTaskGroup(of: String.self) { tasks in
            tasks.addTask {
                try await desk.run()
                return "ran"
            }
            try await DeskBench.until { await desk.accepts }
            let message = try #require(try await desk.lease(queue, for: .seconds(30), waiting: .seconds(5)))
            tasks.addTask {
                await refusal { _ = try await desk.lease(queue, for: .seconds(1), waiting: .seconds(60)) }
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
