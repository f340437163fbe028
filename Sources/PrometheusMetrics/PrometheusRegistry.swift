import Synchronization

/// All metrics of a process, and their text in the format of Prometheus (version 0.0.4).
///
/// It is a `MetricsFactory` for swift-metrics. Making a metric takes a lock and looks it up, so make it once and keep it; recording is one
/// or two atomic operations, without a lock. The number of label sets of one metric is limited, so that a label with values from
/// outside cannot fill the memory: what exceeds the limit is recorded nowhere, and `metrics_dropped_series_total` counts it.
public final class PrometheusRegistry: Sendable {
    /// The content type of ``text()``.
    public static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// The most label sets of one metric.
    public let maximumSeriesPerMetric: Int

    let families = Mutex<[String: Family]>([:])
    let help = Mutex<[String: String]>([:])
    let dropped = PrometheusCounter()

    /// Creates a registry without metrics.
    /// - Parameter maximumSeriesPerMetric: the most label sets of one metric
    public init(maximumSeriesPerMetric: Int = 1000) {
        self.maximumSeriesPerMetric = maximumSeriesPerMetric
    }

    /// Says what a metric means.
    /// - Parameters:
    ///   - label: the metric's label, as in swift-metrics
    ///   - help: a sentence
    public func describe(_ label: String, _ help: String) {
        self.help.withLock { $0[PrometheusName.metric(label)] = help }
    }

    /// Finds a series, or makes it.
    /// - Returns: `nil` where the limit is reached, or where the name is that of a metric of another type
    func series<Value: AnyObject & Sendable>(
        _ label: String, _ dimensions: [(String, String)], type: Family.MetricType, make: () -> Value
    ) -> Value? {
        let name = PrometheusName.metric(label) + type.suffix(for: PrometheusName.metric(label))
        let labels = PrometheusName.labels(dimensions, type: type)
        let found: Value? = families.withLock { families in
            var family = families[name] ?? Family(type: type, label: PrometheusName.metric(label))
            if let existing = family.series[labels] { return existing.value as? Value }
            guard family.type == type, family.series.count < maximumSeriesPerMetric else { return nil }
            let value = make()
            family.series[labels] = Series(value)
            families[name] = family
            return value
        }
        if found == nil { dropped.increment(by: 1) }
        return found
    }
}
