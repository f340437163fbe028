public import CoreMetrics

extension PrometheusRegistry: MetricsFactory {
    /// Makes a counter.
    ///
    /// Its name gets the ending `_total`.
    /// - Parameters:
    ///   - label: the name
    ///   - dimensions: the labels
    /// - Returns: the counter, or one that does nothing where the limit is reached
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(label, dimensions, type: .counter, make: PrometheusCounter.init) ?? NOOPMetricsHandler.instance
    }

    /// Makes a counter with a fraction.
    ///
    /// Its name gets the ending `_total`.
    /// - Parameters:
    ///   - label: the name
    ///   - dimensions: the labels
    /// - Returns: the counter, or one that does nothing where the limit is reached
    public func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        series(label, dimensions, type: .counter, make: PrometheusFloatCounter.init) ?? NOOPMetricsHandler.instance
    }

    /// Makes a gauge.
    /// - Parameters:
    ///   - label: the name
    ///   - dimensions: the labels
    /// - Returns: the gauge, or one that does nothing where the limit is reached
    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(label, dimensions, type: .gauge, make: PrometheusGauge.init) ?? NOOPMetricsHandler.instance
    }

    /// Makes a histogram, or a gauge where only the last value counts.
    /// - Parameters:
    ///   - label: the name
    ///   - dimensions: the labels
    ///   - aggregate: whether all values count
    /// - Returns: the recorder, or one that does nothing where the limit is reached
    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        guard aggregate else {
            return series(label, dimensions, type: .gauge, make: PrometheusGauge.init) ?? NOOPMetricsHandler.instance
        }
        return series(label, dimensions, type: .histogram) { PrometheusHistogram(bounds: PrometheusHistogram.values) }
            ?? NOOPMetricsHandler.instance
    }

    /// Makes a histogram of seconds.
    ///
    /// Its name gets the ending `_seconds`.
    /// - Parameters:
    ///   - label: the name
    ///   - dimensions: the labels
    /// - Returns: the timer, or one that does nothing where the limit is reached
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        series(label, dimensions, type: .timer) { PrometheusHistogram(bounds: PrometheusHistogram.durations) }
            ?? NOOPMetricsHandler.instance
    }

    /// Does nothing: what has been counted stays.
    /// - Parameter handler: the counter
    public func destroyCounter(_ handler: any CounterHandler) {}

    /// Does nothing: what has been counted stays.
    /// - Parameter handler: the counter
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}

    /// Does nothing: what was last said stays.
    /// - Parameter handler: the gauge
    public func destroyMeter(_ handler: any MeterHandler) {}

    /// Does nothing: what has been recorded stays.
    /// - Parameter handler: the recorder
    public func destroyRecorder(_ handler: any RecorderHandler) {}

    /// Does nothing: what has been recorded stays.
    /// - Parameter handler: the timer
    public func destroyTimer(_ handler: any TimerHandler) {}
}
