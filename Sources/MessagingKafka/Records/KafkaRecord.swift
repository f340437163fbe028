import Messaging

/// What a record carries besides the key and the body: the headers of the binding of CloudEvents for Kafka, and this driver's own.
struct KafkaRecord: Sendable {
    /// The prefix of the binding.
    static let prefix = "ce_"
    static let contentType = "content-type"
    /// How often somebody got the message before, in retry topics and among dead letters.
    static let attempts = "florin-attempts"
    /// When it is due, in milliseconds since 1970, in retry topics.
    static let due = "florin-due"
    /// Why the group gave up, among dead letters.
    static let reason = "florin-reason"
    /// When the group gave up, in milliseconds since 1970, among dead letters.
    static let time = "florin-time"

    /// What is sent.
    var message: Message
    /// The partition; `nil` lets the message's key, or the turn, say.
    var partition: Int32?
    /// This driver's own headers.
    var marks: [(name: String, value: String)] = []

    /// A record of a message as it is published.
    init(_ message: Message) {
        self.message = message
    }

    /// A record for a retry topic; its members share those without a key among them.
    /// - Parameters:
    ///   - message: the message
    ///   - attempts: how often somebody got it
    ///   - due: when it is due
    init(_ message: Message, attempts: Int, due: Int64) {
        self.message = message
        marks = [(Self.attempts, "\(attempts)"), (Self.due, "\(due)")]
    }

    /// A record for the dead letters, which have one partition.
    /// - Parameters:
    ///   - message: the message
    ///   - attempts: how often somebody got it
    ///   - reason: why the group gave up
    ///   - time: when it did
    init(_ message: Message, attempts: Int, reason: String, time: Int64) {
        self.message = message
        partition = 0
        marks = [(Self.attempts, "\(attempts)"), (Self.reason, reason), (Self.time, "\(time)")]
    }

    /// The headers, by their names in the record.
    var headers: [(name: String, value: String)] {
        var list = MessageAttributes.of(message).map { (name: Self.prefix + $0.name, value: $0.value) }
        if !message.contentType.isEmpty { list.append((Self.contentType, message.contentType)) }
        list.append(contentsOf: marks)
        return list
    }

    /// Where in a topic a key goes: where Kafka's own clients send it, so that it has one order whoever publishes.
    /// - Parameters:
    ///   - key: the key
    ///   - count: how many partitions the topic has
    /// - Returns: the partition
    static func partition(of key: String, among count: Int32) -> Int32 {
        (KafkaHash.murmur2(key.utf8) & .max) % max(1, count)
    }
}
