import Messaging

/// Which destinations of ActiveMQ stand for topics and groups.
///
/// A topic is a virtual topic, a group of it the queue that gets a copy of everything, a queue the queue of its name. A group's name is one
/// part of a name of parts with dots between them: its own dots are written as `~`.
enum ActiveMQNames {
    static let deadPrefix = "florin.dead."
    static let virtualPrefix = "VirtualTopic."
    private static let consumerPrefix = "Consumer."

    /// Where messages for a topic are sent.
    static func destination(of topic: Topic) -> String {
        switch topic.kind {
        case .topic: "/topic/\(virtualPrefix)\(topic.name)"
        case .queue: "/queue/\(topic.name)"
        }
    }

    /// The queue that a group consumes.
    static func queue(of group: ConsumerGroup) -> String {
        switch group.topic.kind {
        case .topic:
            consumerPrefix + group.name.split(separator: ".", omittingEmptySubsequences: false).joined(separator: "~")
                + "." + virtualPrefix + group.topic.name
        case .queue: group.name
        }
    }

    /// The queues of all groups of a topic, as a pattern.
    static func queues(of topic: Topic) -> String {
        switch topic.kind {
        case .topic: "\(consumerPrefix)*.\(virtualPrefix)\(topic.name)"
        case .queue: topic.name
        }
    }

    /// The queue of a group's dead letters.
    static func deadQueue(of group: ConsumerGroup) -> String {
        deadPrefix + queue(of: group)
    }

    /// The group that consumes a queue; `nil` where it is none of ours.
    static func group(ofQueue queue: String) -> ConsumerGroup? {
        guard isFree(queue) else {
            guard queue.hasPrefix(consumerPrefix) else { return nil }
            let rest = queue.dropFirst(consumerPrefix.count)
            guard let dot = rest.firstIndex(of: ".") else { return nil }
            let topic = rest[rest.index(after: dot)...]
            guard topic.hasPrefix(virtualPrefix) else { return nil }
            let name = rest[..<dot].split(separator: "~", omittingEmptySubsequences: false).joined(separator: ".")
            guard let topic = try? Topic(String(topic.dropFirst(virtualPrefix.count))) else { return nil }
            return try? ConsumerGroup(name, of: topic)
        }
        return try? ConsumerGroup(queue: queue)
    }

    /// Refuses names of queues that mean something else to ActiveMQ or to this driver.
    static func check(_ topic: Topic) throws(MessagingFault) {
        guard topic.kind == .topic || isFree(topic.name) else {
            throw MessagingFault(
                .invalid, "A queue of ActiveMQ cannot be called \(topic.name): the name stands for something else there"
            )
        }
    }

    private static func isFree(_ queue: String) -> Bool {
        !queue.hasPrefix(consumerPrefix) && !queue.hasPrefix("florin.") && !queue.hasPrefix("ActiveMQ.")
    }
}
