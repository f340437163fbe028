import Messaging

/// A dead letter in its stream: reason, attempts and lane, then the message as it was.
enum RedisDeadLetter {
    private static let ownFields = 6

    /// Reads an entry; `nil` for what the script did not write.
    static func read(_ reply: RedisReply, of group: ConsumerGroup) -> DeadLetter? {
        guard let id = reply.elements.first?.text, let entry = RedisEntryID(id),
            let fields = reply.elements.last?.elements, fields.count >= ownFields
        else { return nil }
        let (message, _) = RedisEntry.message(from: fields.dropFirst(ownFields), id: id)
        return DeadLetter(
            id: id, message: message, reason: fields[1].text ?? "", group: group, attempts: fields[3].integer ?? 0,
            time: MessageTime.time(milliseconds: Int64(clamping: entry.milliseconds)))
    }
}
