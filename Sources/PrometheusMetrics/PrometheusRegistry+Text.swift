import Synchronization

extension PrometheusRegistry {
    /// All metrics as text, ordered by name and labels.
    public func text() -> String {
        let families = self.families.withLock { $0 }
        let help = self.help.withLock { $0 }
        var text = ""
        for (name, family) in families.sorted(by: { $0.key < $1.key }) {
            let words = help[family.label] ?? help[name] ?? family.label.split(separator: "_").joined(separator: " ")
            text += "# HELP \(name) \(PrometheusName.helpText(words))\n# TYPE \(name) \(family.type.word)\n"
            for (labels, series) in family.series.sorted(by: { $0.key < $1.key }) {
                PrometheusRegistry.write(series, name, labels, to: &text)
            }
        }
        text +=
            "# HELP metrics_dropped_series_total label sets that were not recorded, because of the limit or of the name\n"
        text += "# TYPE metrics_dropped_series_total counter\nmetrics_dropped_series_total \(dropped.value)\n"
        return text
    }

    private static func write(_ series: Series, _ name: String, _ labels: String, to text: inout String) {
        let braces = labels.isEmpty ? "" : "{\(labels)}"
        switch series.value {
        case let counter as PrometheusCounter: text += "\(name)\(braces) \(counter.value)\n"
        case let counter as PrometheusFloatCounter: text += "\(name)\(braces) \(number(counter.value))\n"
        case let gauge as PrometheusGauge: text += "\(name)\(braces) \(number(gauge.value))\n"
        case let histogram as PrometheusHistogram: write(histogram, name, labels, to: &text)
        default: break
        }
    }

    private static func write(_ histogram: PrometheusHistogram, _ name: String, _ labels: String, to text: inout String)
    {
        let (cumulative, sum) = histogram.snapshot()
        let prefix = labels.isEmpty ? "" : labels + ","
        let braces = labels.isEmpty ? "" : "{\(labels)}"
        for (bound, count) in zip(histogram.bounds.map(number) + ["+Inf"], cumulative) {
            text += "\(name)_bucket{\(prefix)le=\"\(bound)\"} \(count)\n"
        }
        text += "\(name)_sum\(braces) \(number(sum))\n\(name)_count\(braces) \(cumulative.last ?? 0)\n"
    }

    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return Int64(exactly: value).map { String($0) } ?? "\(value)"
    }
}
