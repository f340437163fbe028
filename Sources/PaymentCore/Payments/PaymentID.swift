/// The name of a payment: a UUID version 7 (RFC 9562, section 5.7), shown as `pay_` and 26 characters of Crockford's base 32.
public struct PaymentID: Sendable, Hashable, CustomStringConvertible {
    /// The first 64 bits: 48 of Unix time in milliseconds, the version, 12 of randomness.
    public let high: UInt64

    /// The last 64 bits: the variant and 62 of randomness.
    public let low: UInt64

    /// Creates a name from the 128 bits of a UUID.
    /// - Parameters:
    ///   - high: the first 64 bits
    ///   - low: the last 64 bits
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Makes a new name.
    /// - Parameters:
    ///   - time: when it is made; before 1970 counts as 1970
    ///   - generator: the source of the 74 random bits
    public init(at time: Timestamp, using generator: inout some RandomNumberGenerator) {
        let milliseconds = UInt64(max(0, time.milliseconds)) & 0xFFFF_FFFF_FFFF
        high = milliseconds << 16 | 0x7000 | generator.next() & 0xFFF
        low = 0x8000_0000_0000_0000 | generator.next() >> 2
    }

    /// The moment that the first 48 bits say.
    public var time: Timestamp {
        Timestamp(milliseconds: Int64(high >> 16))
    }
}
