public import CoreMetrics

/// A number with a fraction that only grows.
public final class PrometheusFloatCounter: FloatingPointCounterHandler, Sendable {
    private let sum = AtomicDouble()

    init() {}

    /// How much has been counted.
    public var value: Double { sum.value }

    /// Counts.
    /// - Parameter amount: how much; what is not above 0 is ignored, since a counter never falls
    public func increment(by amount: Double) {
        if amount > 0, amount.isFinite { sum.add(amount) }
    }

    /// Starts again at 0.
    public func reset() {
        sum.store(0)
    }
}
