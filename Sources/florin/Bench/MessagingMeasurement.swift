import BlockingIO
import Foundation
import Logging
import Messaging
import ServiceLifecycle

/// Publishes to an engine and consumes from it, and takes the time.
struct MessagingMeasurement: Sendable {
    var messages = 200_000
    var bytes = 1024
    var batch = 1000
    var publishers = 4
    var keys = 1000
    let broker: any MessageBroker
    private let topic: Topic
    private let group: ConsumerGroup

    init(_ broker: any MessageBroker) throws {
        self.broker = broker
        topic = try Topic("bench-\(UUID().uuidString.prefix(8).lowercased())")
        group = try ConsumerGroup("bench", of: topic)
    }

    func declare() async throws {
        try await broker.declare(group, startingAt: broker.guarantees.starts.contains(.beginning) ? .beginning : .end)
    }

    /// Publishes in batches, from several tasks at once.
    func publish() async throws -> String {
        let start = MonotonicClock.now()
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for publisher in 0..<publishers {
                tasks.addTask {
                    var number = publisher
                    while number < messages {
                        let numbers = stride(from: number, to: messages, by: publishers).prefix(batch)
                        try await broker.publish(numbers.map(message), to: topic)
                        number += batch * publishers
                    }
                }
            }
            try await tasks.waitForAll()
        }
        return line("published, \(publishers) tasks, \(batch) a call", messages, since: start)
    }

    /// Publishes one message after the other.
    func publishSingly() async throws -> String {
        let start = MonotonicClock.now()
        let count = min(messages, 2000)
        for number in 0..<count { try await broker.publish([message(number)], to: topic) }
        return line("published, one at a time", count, since: start)
    }

    /// Handles everything that waits, and looks how memory grows meanwhile.
    func consume() async throws -> String {
        let before = try ProcessMemory.residentBytes()
        let count = Monitor((handled: 0, peak: before))
        let (finished, finish) = AsyncStream.makeStream(of: Void.self)
        let messages = messages
        let settings = MessageSubscriptionSettings(
            consumer: ConsumerSettings(prefetch: 4096), parallelism: 1...4, maximumBatch: 1024)
        let start = MonotonicClock.now()
        let subscription = MessageSubscription(
            to: group, on: broker, settings: settings,
            logger: Logger(label: "florin.bench") { _ in SwiftLogNoOpLogHandler() }
        ) { deliveries -> [Disposition] in
            let resident = try ProcessMemory.residentBytes()
            let handled = count.withLock { count in
                count.handled += deliveries.count
                count.peak = max(count.peak, resident)
                return count.handled
            }
            if handled >= messages { finish.finish() }
            return deliveries.map { _ in .ack }
        }
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: subscription, successTerminationBehavior: .gracefullyShutdownGroup)],
                logger: Logger(label: "florin.bench") { _ in SwiftLogNoOpLogHandler() }))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            for await _ in finished {}
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
        let growth = (count.withLock { $0.peak } - before) >> 20
        return line("consumed and acknowledged", messages, since: start) + ", memory grew by \(growth) MiB"
    }

    /// What a consumer costs that waits for messages which do not come.
    func idle() async throws -> String {
        let consumer = try await broker.join(group, ConsumerSettings())
        while true {
            let deliveries = try await consumer.receive(atMost: 256, waiting: .seconds(1))
            guard !deliveries.isEmpty else { break }
            _ = try await consumer.settle(deliveries.map { Settlement($0.receipt, .ack) })
        }
        let (start, ticks) = (MonotonicClock.now(), clock())
        for _ in 0..<2 { _ = try await consumer.receive(atMost: 1, waiting: .seconds(5)) }
        let seconds = Double(MonotonicClock.now() - start) / 1e9
        let share = Double(clock() - ticks) / Double(CLOCKS_PER_SEC) / seconds
        await consumer.leave()
        return "idle consumer: \(String(format: "%.2f", share * 100)) % of a core"
    }

    func depth() async throws -> String {
        let depth = try await broker.depth(of: group)
        return "n \(depth.produced), m \(depth.consumed), Q \(depth.depth): ready \(depth.ready), in flight "
            + "\(depth.inFlight), delayed \(depth.delayed), dead \(depth.dead)"
    }

    private func message(_ number: Int) -> Message {
        Message(
            id: String(number), type: "bench", key: keys > 0 ? "key-\(number % keys)" : nil,
            contentType: "application/octet-stream",
            body: Array(repeating: UInt8(truncatingIfNeeded: number), count: bytes))
    }

    private func line(_ what: String, _ count: Int, since start: UInt64) -> String {
        let seconds = Double(MonotonicClock.now() - start) / 1e9
        return "\(what): \(Int(Double(count) / seconds)) messages/s (\(count) in \(String(format: "%.2f", seconds)) s)"
    }
}
