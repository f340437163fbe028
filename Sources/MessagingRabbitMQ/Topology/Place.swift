import Messaging

/// Where a topic, a group or a queue is in the engine.
///
/// A topic is an exchange of its name. Everything else that Florin makes has a colon in its name, which no topic, group or queue can have.
///
/// - `payments`: the topic, a topic exchange: programs that know nothing of Florin publish here, and bind queues of their own
/// - `payments:lanes`: gets all of it, and deals it to the lanes by the routing key, which is the number of the lane
/// - `payments:lanes:8`: gets what has another routing key, for lane 0; its name tells how many lanes there are
/// - `payments:ledger:3`: lane 3 of the group `ledger`
/// - `payments:ledger:delay:4s`, `payments:ledger:dead`: what waits for its retry, what the group gave up
/// - `payments:ledger:members`: a queue that is always empty; each member consumes it, so that they can be counted; and an exchange by which
///   they are asked what they have
/// - `payments:witness`: a queue that is always empty, beside the members of a queue: by it they are sure of their acknowledgements
struct Place: Sendable, Hashable {
    /// The topic or the queue.
    let topic: Topic
    /// How many lanes each of its groups has; 1 for a queue.
    let partitions: Int

    /// Where everything is dealt to the lanes.
    static func lanesExchange(of topic: Topic) -> String { topic.name + ":lanes" }

    /// Where messages go that say no lane.
    static func restExchange(of topic: Topic, partitions: Int) -> String {
        "\(lanesExchange(of: topic)):\(partitions)"
    }

    /// The name of a group's lane.
    func lane(_ index: Int, of group: ConsumerGroup) -> String {
        topic.kind == .queue ? topic.name : "\(topic.name):\(group.name):\(index)"
    }

    /// The names of all lanes.
    func lanes(of group: ConsumerGroup) -> [String] {
        (0..<partitions).map { lane($0, of: group) }
    }

    /// The name of the queue of dead letters.
    func dead(of group: ConsumerGroup) -> String {
        topic.kind == .queue ? "\(topic.name):dead" : "\(topic.name):\(group.name):dead"
    }

    /// The name of the queue that is always empty, and which every member consumes: it tells how many there are.
    ///
    /// Of a lane the engine counts the active consumer alone. An exchange of the same name brings questions to all members.
    func members(of group: ConsumerGroup) -> String {
        topic.kind == .queue ? "\(topic.name):members" : "\(topic.name):\(group.name):members"
    }

    /// The name of the queue that a member consumes for a moment, to be sure of its acknowledgements.
    func witness(of group: ConsumerGroup) -> String {
        topic.kind == .queue ? "\(topic.name):witness" : "\(topic.name):\(group.name):witness"
    }

    /// The name of a queue for delays.
    func rung(_ rung: DelayRung, of group: ConsumerGroup) -> String {
        topic.kind == .queue
            ? "\(topic.name):delay:\(rung.seconds)s" : "\(topic.name):\(group.name):delay:\(rung.seconds)s"
    }

    /// The lane of a message: by its key where it has one.
    /// - Parameters:
    ///   - message: the message
    ///   - turn: a number that grows by one from message to message, for those without a key
    /// - Returns: its number
    func lane(for message: Message, turn: Int) -> Int {
        guard partitions > 1 else { return 0 }
        guard let key = message.key else { return turn % partitions }
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in key.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return Int(hash % UInt64(partitions))
    }
}
