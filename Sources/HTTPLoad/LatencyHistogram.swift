/// Counts of durations with an error below 1 %: 128 equal steps for each power of two, as HdrHistogram has them.
struct LatencyHistogram: Sendable {
    private static let stepBits = 7
    private var counts = [Int](repeating: 0, count: (65 - stepBits) << stepBits)
    private(set) var count = 0
    private(set) var maximum: UInt64 = 0

    /// Adds a duration.
    /// - Parameter nanoseconds: the duration
    mutating func record(_ nanoseconds: UInt64) {
        counts[LatencyHistogram.index(nanoseconds)] += 1
        count += 1
        maximum = max(maximum, nanoseconds)
    }

    /// The duration that a share of all durations does not exceed.
    /// - Parameter share: from 0 to 1
    /// - Returns: nanoseconds; 0 where there is none
    func quantile(_ share: Double) -> UInt64 {
        let wanted = max(1, Int((share * Double(count)).rounded(.up)))
        var seen = 0
        for (index, number) in counts.enumerated() where number > 0 {
            seen += number
            if seen >= wanted { return min(maximum, LatencyHistogram.upperBound(index)) }
        }
        return maximum
    }

    private static func index(_ value: UInt64) -> Int {
        let exponent = max(0, 63 - stepBits - value.leadingZeroBitCount)
        return exponent << stepBits + Int(value >> UInt64(exponent))
    }

    private static func upperBound(_ index: Int) -> UInt64 {
        let exponent = max(0, index >> stepBits - 1)
        let step = UInt64(index - exponent << stepBits)
        return ((step + 1) << UInt64(exponent)) &- 1
    }
}
