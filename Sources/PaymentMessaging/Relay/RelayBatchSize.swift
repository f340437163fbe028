/// How many events a relay publishes at once: as many as the broker confirms in a moment.
///
/// Pure: the time that the last batch took is given.
struct RelayBatchSize: Sendable {
    private(set) var events = RelayBatchSize.least
    static let least = 256
    static let most = 8192

    /// Learns from a batch.
    /// - Parameters:
    ///   - count: how many events it had
    ///   - seconds: how long the broker took
    mutating func learn(count: Int, seconds: Double) {
        if seconds > 1 {
            events = max(RelayBatchSize.least, events / 2)
        } else if seconds < 0.25, count >= events {
            events = min(RelayBatchSize.most, events * 2)
        }
    }
}
