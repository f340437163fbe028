/// The id of an entry of a stream, as `1795282481025-0`: later ones are larger.
struct RedisEntryID: Sendable, Hashable, Comparable {
    let milliseconds: UInt64
    let sequence: UInt64

    /// Reads one; `nil` for anything else.
    init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let milliseconds = UInt64(parts[0]), let sequence = UInt64(parts[1]) else { return nil }
        self.milliseconds = milliseconds
        self.sequence = sequence
    }

    var text: String { "\(milliseconds)-\(sequence)" }

    static func < (one: RedisEntryID, other: RedisEntryID) -> Bool {
        (one.milliseconds, one.sequence) < (other.milliseconds, other.sequence)
    }
}
