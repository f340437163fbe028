import Messaging

/// A message that the engine has given to this member, and that nobody has asked for yet.
struct Incoming: Sendable {
    /// The engine's number of it on its channel.
    var tag: UInt64
    /// As it came: what a retry publishes again.
    var raw: AMQPMessage
    var message: Message
    var malformation: String?

    init(tag: UInt64, raw: AMQPMessage) {
        self.tag = tag
        self.raw = raw
        (message, malformation) = raw.message()
    }

    /// Not before this time, in milliseconds since 1970.
    var due: Int64 { raw[MessageHeader.due]?.integer ?? 0 }
    /// 1 for the first time that somebody gets it.
    var attempt: Int { raw.earlierAttempts + 1 }
}
