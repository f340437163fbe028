/// Durations as numbers that the server and the kernel take.
extension Duration {
    /// In milliseconds, rounded up, from 0 to ten years.
    var wholeMilliseconds: Int64 {
        let limited = Swift.min(Swift.max(self, .zero), .seconds(315_360_000))
        let (seconds, attoseconds) = limited.components
        return seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
    }

    /// In nanoseconds, from 0 to ten years.
    var wholeNanoseconds: UInt64 {
        let limited = Swift.min(Swift.max(self, .zero), .seconds(315_360_000))
        let (seconds, attoseconds) = limited.components
        return UInt64(seconds) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000)
    }
}
