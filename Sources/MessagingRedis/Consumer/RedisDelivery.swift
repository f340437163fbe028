import Messaging

/// An entry that the script gave a member.
struct RedisDelivery {
    var message: Message
    var malformation: String?
    var held: RedisHands.Held

    /// Reads lane, id, attempt and fields.
    init?(_ reply: RedisReply, _ membership: RedisMembership, until deadline: UInt64) {
        let parts = reply.elements
        guard parts.count == 4, let lane = parts[0].integer, let text = parts[1].text, let id = RedisEntryID(text),
            let attempt = parts[2].integer
        else { return nil }
        let name = RedisDelivery.name(id, in: lane, of: membership)
        (message, malformation) = RedisEntry.message(from: parts[3].elements[...], id: name)
        held = RedisHands.Held(lane: lane, id: id, key: message.key, attempt: attempt, deadline: deadline)
    }

    /// The id of a message that has none: the stream and the entry.
    static func name(_ id: RedisEntryID, in lane: Int, of membership: RedisMembership) -> String {
        let group = membership.group
        // Of a queue these are the elements of the list, which people know by its name.
        let stream = group.kind == "queue" ? group.topic : group.stream(lane, partitions: membership.partitions)
        return "\(stream)/\(id.text)"
    }
}
