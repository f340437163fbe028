import Messaging

/// A message that the engine has given to this member, and that nobody has asked for yet.
struct Incoming: Sendable {
    /// The engine's number of it on its channel.
    var tag: UInt64
    /// As it came: what a retry publishes again.
    var raw: AMQPMessage
    var message: Message
    var malformation: String?
    /// Not before this time, in milliseconds since 1970.
    var due: Int64

    /// The longest delay that anybody can ask for, in milliseconds: a year.
    private static let longestDelay: Int64 = 31_536_000_000

    /// Reads a message.
    /// - Parameters:
    ///   - tag: its number
    ///   - raw: as it came, from whomever
    ///   - now: milliseconds since 1970; `nil` where it has waited for its time
    init(tag: UInt64, raw: AMQPMessage, now: Int64?) {
        self.tag = tag
        self.raw = raw
        (message, malformation) = raw.message()
        due = now.map { min(max(0, raw[MessageHeader.due]?.integer ?? 0), $0 + Self.longestDelay) } ?? 0
    }

    /// 1 for the first time that somebody gets it.
    var attempt: Int { raw.earlierAttempts + 1 }
}
