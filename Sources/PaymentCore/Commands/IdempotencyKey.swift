/// What makes a repeated command the same command: 128 bits that stand for the client's key.
///
/// Callers with keys of text take the first half of their SHA-256; the text itself is stored nowhere.
public struct IdempotencyKey: Sendable, Hashable {
    /// The first 64 bits.
    public var high: UInt64

    /// The last 64 bits.
    public var low: UInt64

    /// Creates a key.
    /// - Parameters:
    ///   - high: the first 64 bits
    ///   - low: the last 64 bits
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }
}
