public import CoreMetrics
import Synchronization

/// A number that only grows.
public final class PrometheusCounter: CounterHandler, Sendable {
    private let count = Atomic<Int64>(0)

    init() {}

    /// How much has been counted.
    public var value: Int64 { count.load(ordering: .relaxed) }

    /// Counts.
    /// - Parameter amount: how much; less than 1 is ignored, since a counter never falls
    public func increment(by amount: Int64) {
        if amount > 0 { count.wrappingAdd(amount, ordering: .relaxed) }
    }

    /// Starts again at 0.
    public func reset() {
        count.store(0, ordering: .relaxed)
    }
}
