import Logging
import Messaging
import MessagingTestSupport
import Synchronization
import Testing

/// What goes to the dead letters without its handler's wish.
@Suite("Giving up")
struct GivingUpTests {
    private struct Failed: Error {}

    @Test func `whoever wants to know is told before, and not of what the handler itself gives up`() async throws {
        let broker = MemoryBroker()
        let queue = try ConsumerGroup(queue: "work")
        try await broker.declare(queue, startingAt: .end)
        try await broker.publish(
            ["fails", "given up", "done"].map { Message(id: $0, type: "", body: []) }, to: queue.topic)
        var settings = MessageSubscriptionSettings()
        settings.retry = RetryPolicy(attempts: 1)
        let heard = Mutex<[String]>([])
        settings.givingUp = { delivery, reason in
            // It is no dead letter yet: nobody learns of one that this was not told of.
            let letters = (try? await broker.deadLetters(of: queue, after: nil, limit: 10)) ?? []
            #expect(!letters.contains { $0.message.id == delivery.message.id })
            heard.withLock { $0.append("\(delivery.message.id): \(reason)") }
        }
        let subscription = MessageSubscription(
            to: queue, on: broker, settings: settings, logger: Logger(label: "test")
        ) { delivery in
            switch delivery.message.id {
            case "fails": throw Failed()
            case "given up": return .deadLetter(reason: "as it is")
            default: return .ack
            }
        }
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { await subscription.run() }
            while true {
                let depth = try await broker.depth(of: queue)
                if depth.dead == 2, depth.waiting == 0 { break }
                await Task.yield()
            }
            tasks.cancelAll()
        }
        #expect(heard.withLock { $0 } == ["fails: given up after 1 attempts: Failed()"])
    }
}
