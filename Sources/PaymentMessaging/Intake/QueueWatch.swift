public import CoreMetrics
import Messaging
import Metrics
public import ServiceLifecycle

/// Looks at the depth of every queue that an intake works off, every few seconds, and brings the metrics up to date.
public struct QueueWatch: Service {
    /// What each metric means, by its label.
    public static let descriptions: [(label: String, help: String)] = [
        ("florin_queue_produced_messages", "n: messages that were published for the queue"),
        ("florin_queue_consumed_messages", "m: messages that the queue is done with"),
        ("florin_queue_ready_messages", "messages that wait for a handler"),
        ("florin_queue_in_flight_messages", "messages that handlers have"),
        ("florin_queue_delayed_messages", "messages that wait for their retry"),
        ("florin_queue_dead_messages", "dead letters"),
        ("florin_queue_service_seconds", "P: time that a handler lately took for a message"),
        ("florin_queue_handlers", "handlers that may run"),
        ("florin_queue_drain_seconds", "T: time until what waits is done"),
        ("florin_queue_failed", "1 while something keeps the intake from going on"),
    ]

    private let intakes: [(intake: Intake, gauges: [Gauge])]
    private let interval: Duration

    /// Creates a watch; it looks once it runs.
    /// - Parameters:
    ///   - intakes: whose queues are looked at
    ///   - interval: the pause between two looks
    ///   - factory: where the metrics are
    public init(_ intakes: [Intake], every interval: Duration = .seconds(2), metrics factory: any MetricsFactory) {
        self.interval = interval
        self.intakes = intakes.map { intake in
            let gauges = QueueWatch.descriptions.map { description in
                Gauge(
                    label: description.label,
                    dimensions: [("queue", intake.group.reference), ("broker", intake.broker.label)], factory: factory)
            }
            return (intake, gauges)
        }
    }

    /// Looks until it is told to stop.
    public func run() async throws {
        await withTaskGroup(of: Void.self) { tasks in
            // Side by side: an engine that does not answer keeps only its own figures back.
            for (intake, gauges) in intakes {
                tasks.addTask { await cancelWhenGracefulShutdown { await watch(intake, gauges) } }
            }
        }
    }

    private func watch(_ intake: Intake, _ gauges: [Gauge]) async {
        while !Task.isCancelled {
            let quantities = await intake.quantities
            gauges.last?.record(quantities.fault == nil ? 0 : 1)
            if let depth = try? await intake.depth() {
                let values: [Double] = [
                    Double(depth.produced), Double(depth.consumed), Double(depth.ready), Double(depth.inFlight),
                    Double(depth.delayed), Double(depth.dead), quantities.serviceSeconds,
                    Double(quantities.parallelism), quantities.drainSeconds(waiting: depth.waiting),
                ]
                for (gauge, value) in zip(gauges, values) { gauge.record(value) }
            }
            try? await Task.sleep(for: interval)
        }
    }
}
