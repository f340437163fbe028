import Messaging

/// Messages as they go into the log: prepared by the publisher, so that the engine's thread only writes.
struct EncodedMessages: Sendable {
    /// The attributes of all of them, one after the other.
    private(set) var attributes: [UInt8] = []
    /// Where the attributes of each end.
    private(set) var ends: [Int] = []
    private(set) var keys: [Int64?] = []
    private(set) var bodies: [[UInt8]] = []
    private(set) var sizeBytes = 0

    init(_ messages: ArraySlice<Message>) {
        attributes.reserveCapacity(messages.count * 96)
        ends.reserveCapacity(messages.count)
        keys.reserveCapacity(messages.count)
        bodies.reserveCapacity(messages.count)
        for message in messages {
            MessageCoder.append(message, to: &attributes)
            ends.append(attributes.count)
            keys.append(message.key.map(KeyHash.of))
            bodies.append(message.body)
            sizeBytes += message.body.count
        }
        sizeBytes += attributes.count
    }

    var count: Int { ends.count }
}
