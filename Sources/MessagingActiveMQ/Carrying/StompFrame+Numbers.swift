import Messaging

/// Numbers in headers: anybody may have written them, so they are cut to what the rest of the program can reckon with.
extension StompFrame {
    /// The milliseconds of the years 1 to 9999: others cannot be written as RFC 3339 has them.
    private static let times: ClosedRange<Int64> = -62_135_596_800_000...253_402_300_799_999
    private static let counts = 1...1_000_000

    /// Milliseconds since 1970; `nil` where there is no number.
    func milliseconds(_ name: String) -> Int64? {
        self[name].flatMap { Int64($0) }.map { min(max($0, Self.times.lowerBound), Self.times.upperBound) }
    }

    /// How often something happened, at least once; `nil` where there is no number.
    func count(_ name: String) -> Int? {
        self[name].flatMap { Int($0) }.map { min(max($0, Self.counts.lowerBound), Self.counts.upperBound) }
    }
}
