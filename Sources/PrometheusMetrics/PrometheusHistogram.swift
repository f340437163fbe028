public import CoreMetrics
import Synchronization

/// Counts of values up to certain bounds, and their sum.
public final class PrometheusHistogram: TimerHandler, RecorderHandler, Sendable {
    /// The upper bounds for durations, in seconds.
    static let durations: [Double] = [
        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]
    /// The upper bounds for values of any kind.
    static let values: [Double] = [
        1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000,
    ]

    /// The upper bounds, ascending; what exceeds the last is counted as well.
    let bounds: [Double]
    private let counts = InlineArray<17, Atomic<Int64>> { _ in Atomic(0) }
    private let total = AtomicDouble()

    /// - Parameter bounds: at most 16 upper bounds, ascending
    init(bounds: [Double]) {
        self.bounds = Array(bounds.prefix(16))
    }

    /// Adds a duration.
    /// - Parameter duration: nanoseconds
    public func recordNanoseconds(_ duration: Int64) {
        record(Double(duration) / 1_000_000_000)
    }

    /// Adds a value.
    /// - Parameter value: the value
    public func record(_ value: Int64) {
        record(Double(value))
    }

    /// Adds a value.
    /// - Parameter value: the value; one that is no number is ignored
    public func record(_ value: Double) {
        guard !value.isNaN else { return }
        var bucket = 0
        while bucket < bounds.count, value > bounds[bucket] { bucket += 1 }
        counts[bucket].wrappingAdd(1, ordering: .relaxed)
        total.add(value)
    }

    /// How many values there were up to each bound, and in all at the end, and their sum.
    func snapshot() -> (cumulative: [Int64], sum: Double) {
        var sum: Int64 = 0
        var cumulative: [Int64] = []
        for bucket in 0...bounds.count {
            sum += counts[bucket].load(ordering: .relaxed)
            cumulative.append(sum)
        }
        return (cumulative, total.value)
    }
}
