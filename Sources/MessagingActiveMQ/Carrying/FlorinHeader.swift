/// The headers that are this driver's own; programs that know nothing of it pass them on.
enum FlorinHeader {
    /// Names of the attributes whose values are percent-encoded, with spaces between them.
    static let encoded = "florin_encoded"
    /// What comes before the number of a part and the name of an attribute that is longer than a header may be.
    static let part = "florin_part"
    /// Which delivery the next one is, from 2 on.
    static let attempt = "florin_attempt"
    /// The id that the message had when its publisher gave it none and it was retried.
    static let id = "florin_id"
    /// A message that only makes a queue exist.
    static let marker = "florin_marker"
    /// Why a group gave up, percent-encoded.
    static let reason = "florin_reason"
    /// How often somebody got a dead letter.
    static let attempts = "florin_attempts"
    /// When a group gave up, in milliseconds since 1970.
    static let time = "florin_dead_time"
    /// When a retry is due, in milliseconds since 1970 by the clock of the member that retried.
    static let due = "florin_due"
}
