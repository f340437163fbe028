/// All series of one name.
struct Family: Sendable {
    /// What Prometheus calls the type.
    enum MetricType: String, Sendable {
        case counter
        case gauge
        case timer
        case histogram

        /// The word in the text format.
        var word: String { self == .timer ? MetricType.histogram.rawValue : rawValue }

        /// What the name must end with so that `promtool` finds nothing to say.
        func suffix(for name: String) -> String {
            let ending =
                switch self {
                case .counter: "_total"
                case .timer: "_seconds"
                case .gauge, .histogram: ""
                }
            return name.hasSuffix(ending) ? "" : ending
        }
    }

    let type: MetricType
    /// The name before the suffix.
    let label: String
    /// By their labels, written out: `a="b",c="d"`.
    var series: [String: Series] = [:]
}
