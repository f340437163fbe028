extension Duration {
    /// Whole nanoseconds; 0 for less than none, at most about 146 years.
    var nanoseconds: UInt64 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        return UInt64(min(seconds, 4_600_000_000)) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000)
    }

    /// Whole milliseconds, rounded up: what waits them waits long enough.
    var millisecondsRoundedUp: Int {
        Int((nanoseconds + 999_999) / 1_000_000)
    }
}
