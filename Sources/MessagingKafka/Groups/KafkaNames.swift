import Messaging

/// What a group is called in the engine.
struct KafkaNames: Sendable, Hashable {
    /// What lies behind the name of a group's dead letters.
    static let deadSuffix = ".dead"
    /// The longest delays of the retry topics; the last one takes all that are longer.
    static let rungs: [Duration] = [.seconds(10), .seconds(300), .seconds(86_400)]

    let group: ConsumerGroup
    /// Whether what a queue is done with may be deleted: other programs may read the topic, too, and it was perhaps there before.
    private let trims: Bool

    /// - Parameters:
    ///   - group: the group
    ///   - trims: whether what a queue is done with may be deleted; that of Florin's own queues always may
    init(_ group: ConsumerGroup, trims: Bool = false) {
        self.group = group
        self.trims = trims || group.topic.name.hasPrefix("florin.")
    }

    /// The topic.
    var topic: String { group.topic.name }

    /// The consumer group, and what its topics begin with.
    var id: String { group.topic.kind == .queue ? group.name : "\(group.topic.name).\(group.name)" }

    /// The topics of messages that wait for their retry, those with short delays first.
    var retries: [String] { (1...Self.rungs.count).map { "\(id).retry\($0)" } }

    /// The topic of the dead letters, and the consumer group of which the committed position says which of them are gone.
    var dead: String { id + Self.deadSuffix }

    /// What members subscribe to: the topic, then its retries.
    var subscribed: [String] { [topic] + retries }

    /// Whether a topic looks like one of dead letters: it is called so, and its group's retries are there.
    static func isDead(_ name: String, among topics: some Collection<String>) -> Bool {
        guard name.hasSuffix(deadSuffix) else { return false }
        return topics.contains("\(name.dropLast(deadSuffix.count)).retry\(rungs.count)")
    }

    /// Whether a topic belongs to this group alone: what it is done with can be deleted from that.
    func isOwn(_ name: String) -> Bool {
        name != topic || (group.topic.kind == .queue && trims)
    }

    /// Where a message waits.
    /// - Parameter delay: for how long
    /// - Returns: the topic
    func retry(after delay: Duration) -> String {
        let rung = Self.rungs.firstIndex { delay <= $0 } ?? Self.rungs.count - 1
        return retries[rung]
    }
}
