/// Members that share the messages of a topic: each message goes to one of them.
public struct ConsumerGroup: Sendable, Hashable {
    /// What it consumes.
    public let topic: Topic

    /// 1 to 120 of `A–Z a–z 0–9 . _ -`, the first one a letter or a digit; a queue's one group has the queue's name.
    public let name: String

    /// Names a group of a topic.
    /// - Parameters:
    ///   - name: what it is called
    ///   - topic: what it consumes; a queue only together with the queue's own name
    /// - Throws: ``MessagingFault`` (`invalid`) for a name that is none, or a group of a queue
    public init(_ name: String, of topic: Topic) throws(MessagingFault) {
        try MessagingName.check(name, of: "The group's name")
        guard topic.kind == .topic || name == topic.name else {
            throw MessagingFault(
                .invalid, "The queue \(topic.name) has one group, which is itself: \(name) is a group of topics only")
        }
        self.name = name
        self.topic = topic
    }

    /// The one group of a queue.
    /// - Parameter queue: the queue's name
    /// - Throws: ``MessagingFault`` (`invalid`) for a name that is none
    public init(queue: String) throws(MessagingFault) {
        try self.init(queue, of: Topic(queue, kind: .queue))
    }
}

extension ConsumerGroup: CustomStringConvertible {
    /// The queue, or the group and its topic.
    public var description: String {
        topic.kind == .queue ? "queue \(name)" : "group \(name) of \(topic)"
    }
}
