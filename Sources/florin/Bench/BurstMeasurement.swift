import BlockingIO
import Foundation
import Logging
import Messaging
import PaymentCore
import PaymentEngine
import ServiceLifecycle

/// A burst of payments through a queue, and how it is worked off.
struct BurstMeasurement: Sendable {
    /// What the rail needs for a payment.
    var service = Duration.milliseconds(10)
    /// Payments offered a second.
    var offered = 8000.0
    /// For how many seconds.
    var seconds = 10.0
    private let engine: PaymentEngine
    private let broker: any MessageBroker
    private let consumers: ClosedRange<Int>
    private let group: ConsumerGroup

    init(_ engine: PaymentEngine, _ broker: any MessageBroker, consumers: ClosedRange<Int>) throws {
        self.engine = engine
        self.broker = broker
        self.consumers = consumers
        group = try ConsumerGroup(queue: "burst-\(UUID().uuidString.prefix(8).lowercased())")
    }

    func run(_ say: @escaping @Sendable (String) -> Void) async throws {
        try await broker.declare(group, startingAt: .end)
        var source = try PaymentSource(seed: 7)
        _ = try await engine.submit(batch: source.openings(), atomic: false)
        let count = Int(offered * seconds)
        let envelopes = try source.next(count, using: engine)
        say(
            "offered: \(Int(offered)) payments/s for \(Int(seconds)) s to at most \(consumers.upperBound) consumers of \(service)"
        )
        let before = try ProcessMemory.residentBytes()
        let subscription = handling(envelopes)
        let logger = Logger(label: "florin.bench") { _ in SwiftLogNoOpLogHandler() }
        let services = ServiceGroup(
            configuration: .init(
                services: [.init(service: subscription, successTerminationBehavior: .gracefullyShutdownGroup)],
                logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await services.run() }
            let peak = try await offer(count, subscription, before, say)
            let drained = try await drain(subscription, since: MonotonicClock.now(), before, say)
            say(
                "T = Q × P ÷ consumers: predicted \(String(format: "%.1f", peak)) s, measured \(String(format: "%.1f", drained)) s"
            )
            await services.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
        let summary = try await engine.summary()
        say(
            "offered \(count), in the ledger \(summary.paymentCount): \(count == summary.paymentCount ? "none lost, none twice" : "WRONG")"
        )
        guard count == summary.paymentCount else { throw CommandFailure("Payments were lost or doubled.") }
    }

    /// The consumers: each takes a payment to the rail, and then to the engine.
    private func handling(_ envelopes: [CommandEnvelope]) -> MessageSubscription {
        let (engine, service) = (engine, service)
        let settings = MessageSubscriptionSettings(
            consumer: ConsumerSettings(prefetch: 256, lease: .seconds(60)), parallelism: consumers)
        return MessageSubscription(
            to: group, on: broker, settings: settings,
            logger: Logger(label: "florin.bench") { _ in SwiftLogNoOpLogHandler() }
        ) { (delivery: Delivery) -> Disposition in
            guard let number = Int(delivery.message.id), envelopes.indices.contains(number) else {
                return .deadLetter(reason: "no payment of this burst")
            }
            // The rail: it takes this long, and says yes.
            try await Task.sleep(for: service)
            _ = try await engine.submit(envelopes[number]).get()
            return .ack
        }
    }

    /// Offers the burst at its rate.
    /// - Returns: the predicted time to drain at its end, in seconds
    private func offer(
        _ count: Int, _ subscription: MessageSubscription, _ before: Int, _ say: (String) -> Void
    ) async throws -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        var number = 0
        var (told, late) = (start, 0.0)
        while number < count {
            let due = min(count, Int((clock.now - start).seconds * offered) + 1)
            if due > number {
                let messages = (number..<due).map {
                    Message(id: String($0), type: "payment_request", body: Array(repeating: 0x20, count: 256))
                }
                try await broker.publish(messages, to: group.topic)
                number = due
            } else {
                try await clock.sleep(for: .milliseconds(2))
            }
            late = max(late, (clock.now - start).seconds - Double(number) / offered)
            if clock.now - told >= .seconds(1) {
                told = clock.now
                try await tell(subscription, (told - start).seconds, before, say)
            }
        }
        say(
            "the burst was queued in \(String(format: "%.1f", (clock.now - start).seconds)) s, at most \(String(format: "%.2f", late)) s late"
        )
        return await subscription.quantities.drainSeconds(waiting: try await broker.depth(of: group).waiting)
    }

    private func drain(
        _ subscription: MessageSubscription, since start: UInt64, _ before: Int, _ say: (String) -> Void
    ) async throws -> Double {
        var told = start
        while try await broker.depth(of: group).depth > 0 {
            try await Task.sleep(for: .milliseconds(50))
            let now = MonotonicClock.now()
            if now - told > 5_000_000_000 {
                told = now
                try await tell(subscription, Double(now - start) / 1e9, before, say)
            }
        }
        return Double(MonotonicClock.now() - start) / 1e9
    }

    private func tell(
        _ subscription: MessageSubscription, _ seconds: Double, _ before: Int, _ say: (String) -> Void
    ) async throws {
        let depth = try await broker.depth(of: group)
        let quantities = await subscription.quantities
        let memory = (try ProcessMemory.residentBytes() - before) >> 20
        say(
            "\(String(format: "%5.1f", seconds)) s: n \(depth.produced), m \(depth.consumed), Q \(depth.depth), P "
                + "\(String(format: "%.2f", quantities.serviceSeconds * 1000)) ms, consumers \(quantities.parallelism), T "
                + "\(String(format: "%.1f", quantities.drainSeconds(waiting: depth.waiting))) s, memory +\(memory) MiB")
    }
}
