import CoreMetrics
import PaymentEngine
import PrometheusMetrics

/// The quantities of the subscribers' queues as metrics, brought up to date whenever somebody looks.
struct SubscriptionGauges: Sendable {
    private struct Gauges: Sendable {
        let subscription: any MeasuredSubscription
        let gauges: [any RecorderHandler]
    }

    private static let names: [(label: String, help: String)] = [
        ("florin_subscription_produced_events", "events that there are for the subscriber"),
        ("florin_subscription_consumed_events", "events that the subscriber has taken in"),
        ("florin_subscription_depth_events", "events that wait for the subscriber"),
        ("florin_subscription_service_seconds", "time that the subscriber lately took for an event"),
        ("florin_subscription_rate_in", "events a second that lately came in"),
        ("florin_subscription_rate_out", "events a second that were lately taken in"),
        ("florin_subscription_drain_seconds", "time that the subscriber needs to catch up"),
        ("florin_subscription_failed", "1 while something keeps the subscriber from going on"),
    ]

    private let subscriptions: [Gauges]

    init(_ subscriptions: [any MeasuredSubscription], _ registry: PrometheusRegistry) {
        for (label, help) in SubscriptionGauges.names { registry.describe(label, help) }
        self.subscriptions = subscriptions.map { subscription in
            Gauges(
                subscription: subscription,
                gauges: SubscriptionGauges.names.map { name in
                    registry.makeRecorder(
                        label: name.label, dimensions: [("subscription", subscription.name)], aggregate: false)
                })
        }
    }

    /// Brings the metrics up to date.
    func record() {
        for entry in subscriptions {
            let quantities = entry.subscription.quantities
            let values: [Double] = [
                Double(quantities.produced), Double(quantities.consumed), Double(quantities.depth),
                quantities.serviceSeconds, quantities.rateIn, quantities.rateOut, quantities.drainSeconds,
                quantities.fault == nil ? 0 : 1,
            ]
            for (gauge, value) in zip(entry.gauges, values) { gauge.record(value) }
        }
    }
}
