import Messaging

/// The keys of a topic, a queue or a group, which the script knows as well.
///
/// Names have no colon, so no two keys are the same.
struct RedisGroup: Sendable, Hashable {
    /// All topics and queues with their partitions: `topic:name` and `queue:name`.
    static let topics = "florin:topics"
    /// All groups and queues: `topic:name:group` and `queue:name`.
    static let registry = "florin:groups"

    /// `topic` or `queue`.
    let kind: String
    /// The topic's or the queue's name.
    let topic: String
    /// The group's name; empty for the topic as such.
    let name: String

    init(_ group: ConsumerGroup) {
        kind = group.topic.kind.rawValue
        topic = group.topic.name
        name = group.name
    }

    /// The topic as such; a queue's group goes with it.
    init(_ topic: Topic) {
        kind = topic.kind.rawValue
        self.topic = topic.name
        name = topic.kind == .queue ? topic.name : ""
    }

    /// What it is called in ``topics``.
    var field: String { "\(kind):\(topic)" }

    /// What its other keys begin with.
    var base: String { kind == "queue" ? "florin:q:\(topic)" : "florin:g:\(topic):\(name)" }

    /// The stream of its dead letters.
    var dead: String { base + ":dead" }

    /// How many lanes publishers use: those of messages with a key, and for a queue one more, for those without.
    func lanes(partitions: Int) -> Int { kind == "queue" ? partitions + 1 : partitions }

    /// The stream of a lane: a partition, or (from `partitions` on) a queue's for messages without a key, or what was redriven for the group.
    func stream(_ lane: Int, partitions: Int) -> String {
        if kind == "queue" { return lane == partitions ? base : "\(base):\(lane)" }
        if lane >= partitions { return "\(base):again:\(lane - partitions)" }
        return partitions == 1 ? topic : "\(topic):\(lane)"
    }

    /// Reads an entry of ``registry``.
    static func group(registered text: String) -> ConsumerGroup? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        switch (parts.first, parts.count) {
        case ("queue", 2): return try? ConsumerGroup(queue: parts[1])
        case ("topic", 3):
            guard let topic = try? Topic(parts[1]) else { return nil }
            return try? ConsumerGroup(parts[2], of: topic)
        default: return nil
        }
    }
}
