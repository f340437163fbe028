public import FoundationEssentials

/// Times as CloudEvents write them: RFC 3339, UTC, to the millisecond.
public enum MessageTime {
    /// The first and the last millisecond that RFC 3339 can write: of the years 1 and 9999.
    private static let writable = -62_135_596_800_000...253_402_300_799_999 as ClosedRange<Int64>

    /// Writes a time.
    /// - Parameter time: the time; beyond the years 1 to 9999, which other programs may put into a message, it is cut to them
    /// - Returns: as `2026-11-21T17:00:00.000Z`
    public static func text(_ time: Date) -> String {
        let milliseconds = min(max(milliseconds(time), writable.lowerBound), writable.upperBound)
        let fraction = ((milliseconds % 1000) + 1000) % 1000
        // The fraction is written by hand: Foundation cuts what its floating point makes a hair too small.
        let second = Date(timeIntervalSince1970: Double((milliseconds - fraction) / 1000))
        let digits = String(1000 + fraction).dropFirst()
        return second.formatted(Date.ISO8601FormatStyle()).dropLast() + "." + digits + "Z"
    }

    /// Reads a time.
    /// - Parameter text: RFC 3339, with or without a fraction, with any offset
    /// - Returns: the time to the millisecond; `nil` for anything else
    public static func time(_ text: String) -> Date? {
        let exact = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        let plain = Date.ISO8601FormatStyle(includingFractionalSeconds: false)
        return ((try? exact.parse(text)) ?? (try? plain.parse(text))).map(rounded)
    }

    /// Reads milliseconds since 1970.
    /// - Parameter milliseconds: as engines keep them
    /// - Returns: the time
    public static func time(milliseconds: Int64) -> Date {
        Date(timeIntervalSince1970: Double(milliseconds) / 1000)
    }

    /// Writes milliseconds since 1970.
    /// - Parameter time: the time
    /// - Returns: to the nearest millisecond; times beyond the years of Int64 are cut to it
    public static func milliseconds(_ time: Date) -> Int64 {
        Int64(exactly: (time.timeIntervalSince1970 * 1000).rounded()) ?? (time.timeIntervalSince1970 < 0 ? .min : .max)
    }

    private static func rounded(_ time: Date) -> Date {
        self.time(milliseconds: milliseconds(time))
    }
}
