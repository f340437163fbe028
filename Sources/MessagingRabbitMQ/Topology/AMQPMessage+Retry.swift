import FoundationEssentials
import Messaging

extension AMQPMessage {
    /// The longest reason that is kept, in bytes of UTF-8.
    static let maximumReasonBytes = 8192

    /// The message as it waits for its retry.
    /// - Parameters:
    ///   - attempts: how often somebody had it
    ///   - due: not before this time, in milliseconds since 1970
    /// - Returns: the message without what was added on the way
    func retried(attempts: Int, due: Int64) -> AMQPMessage {
        var copy = original
        copy.earlierAttempts = attempts
        copy[MessageHeader.due] = .integer(due)
        return copy
    }

    /// The message as the group gives it up.
    func given(up reason: String, by group: ConsumerGroup, attempts: Int) -> AMQPMessage {
        var copy = original
        copy.earlierAttempts = attempts
        copy[MessageHeader.deadID] = .text(UUID().uuidString.lowercased())
        copy[MessageHeader.deadReason] = .text(Self.shortened(reason, to: Self.maximumReasonBytes))
        copy[MessageHeader.deadTime] = .integer(MessageTime.milliseconds(Date()))
        copy[MessageHeader.deadGroup] = .text(group.name)
        copy[MessageHeader.deadTopic] = .text(group.topic.name)
        return copy
    }

    /// The dead letter that it is.
    func deadLetter(of group: ConsumerGroup) -> DeadLetter {
        let time = self[MessageHeader.deadTime]?.integer
        return DeadLetter(
            id: deadID, message: message().message,
            reason: (self[MessageHeader.deadReason] ?? self[MessageHeader.engineReason])?.text ?? "", group: group,
            attempts: earlierAttempts, time: time.flatMap(Self.time(milliseconds:)))
    }

    /// What a dead letter is called; that of somebody else by the name of its message.
    var deadID: String { self[MessageHeader.deadID]?.text ?? messageID }
}
