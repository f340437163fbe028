public import CoreMetrics

/// A number that is what was last said.
public final class PrometheusGauge: MeterHandler, RecorderHandler, Sendable {
    private let current = AtomicDouble()

    init() {}

    /// What was last said.
    public var value: Double { current.value }

    /// Sets the value.
    /// - Parameter value: the new value
    public func set(_ value: Int64) { current.store(Double(value)) }

    /// Sets the value.
    /// - Parameter value: the new value
    public func set(_ value: Double) { current.store(value) }

    /// Sets the value.
    /// - Parameter value: the new value
    public func record(_ value: Int64) { current.store(Double(value)) }

    /// Sets the value.
    /// - Parameter value: the new value
    public func record(_ value: Double) { current.store(value) }

    /// Adds to the value.
    /// - Parameter amount: how much
    public func increment(by amount: Double) { current.add(amount) }

    /// Takes from the value.
    /// - Parameter amount: how much
    public func decrement(by amount: Double) { current.add(0 - amount) }
}
