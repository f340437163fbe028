import Logging
import Messaging
import MessagingTestSupport
import Testing

/// What a subscription makes of an engine that does not let it work.
@Suite("Subscription and faults")
struct SubscriptionFaultTests {
    @Test(arguments: MessagingFault.Code.allCases)
    func `whatever keeps it from joining, it says so and goes on trying`(_ code: MessagingFault.Code) async throws {
        let broker = MemoryBroker()
        let queue = try ConsumerGroup(queue: "work")
        try await broker.declare(queue, startingAt: .end)
        try await broker.publish([Message(id: "1", type: "", body: [])], to: queue.topic)
        broker.fail(MessagingFault(code, "not now"))
        let subscription = MessageSubscription(to: queue, on: broker, logger: Logger(label: "test")) { _ in .ack }
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { await subscription.run() }
            while await subscription.quantities.fault != "not now" { await Task.yield() }
            broker.fail(nil)
            while try await broker.depth(of: queue).consumed < 1 { await Task.yield() }
            tasks.cancelAll()
        }
        #expect(await subscription.quantities.fault == nil)
    }

    @Test func `it holds no more than so many bytes, but one message of any size`() async throws {
        let broker = MemoryBroker()
        let queue = try ConsumerGroup(queue: "work")
        try await broker.declare(queue, startingAt: .end)
        try await broker.publish(
            (1...50).map { Message(id: "\($0)", type: "", body: [UInt8](repeating: 0, count: 1000)) }, to: queue.topic)
        var settings = MessageSubscriptionSettings(parallelism: 1...1)
        settings.consumer.prefetch = 1
        settings.maximumHeldBytes = 10
        let subscription = MessageSubscription(
            to: queue, on: broker, settings: settings, logger: Logger(label: "test")
        ) { _ in .ack }
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { await subscription.run() }
            while try await broker.depth(of: queue).consumed < 50 { await Task.yield() }
            tasks.cancelAll()
        }
    }
}
