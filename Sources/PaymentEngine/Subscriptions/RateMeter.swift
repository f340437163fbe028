/// How fast a count grows: a moving average over some ten seconds.
///
/// Pure: the time is given.
struct RateMeter: Sendable {
    private var lastCount: UInt64
    private var lastNanoseconds: UInt64
    private var average: Double?
    /// The time constant of the average, in seconds.
    private static let constantSeconds = 10.0
    private static let shortestSeconds = 0.25

    /// Creates a meter.
    /// - Parameters:
    ///   - count: where the count stands
    ///   - nanoseconds: now
    init(count: UInt64, at nanoseconds: UInt64) {
        lastCount = count
        lastNanoseconds = nanoseconds
    }

    /// Looks at the count.
    /// - Parameters:
    ///   - count: where it stands now
    ///   - nanoseconds: now; not before the last look
    /// - Returns: how much it grows in a second
    mutating func rate(count: UInt64, at nanoseconds: UInt64) -> Double {
        let seconds = Double(nanoseconds - min(nanoseconds, lastNanoseconds)) / 1e9
        guard seconds >= RateMeter.shortestSeconds else { return average ?? 0 }
        let rate = Double(count - min(count, lastCount)) / seconds
        // The weight of what was before falls by e in the time constant (an exponential moving average with uneven steps).
        let weight = seconds / (seconds + RateMeter.constantSeconds)
        average = average.map { $0 + (rate - $0) * weight } ?? rate
        lastCount = count
        lastNanoseconds = nanoseconds
        return average ?? rate
    }
}
