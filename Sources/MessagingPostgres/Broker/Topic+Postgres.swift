import Messaging

extension Topic.Kind {
    /// What stands for it in the tables.
    var number: Int16 { self == .queue ? 1 : 0 }

    /// Reads what stands in the tables.
    init(number: Int64) {
        self = number == 1 ? .queue : .topic
    }
}

extension StatementParameters {
    /// Adds the topic's name and its kind.
    mutating func add(_ topic: Topic) {
        add(topic.name)
        add(topic.kind.number)
    }

    /// Adds the topic's name, its kind, and the group's name.
    mutating func add(_ group: ConsumerGroup) {
        add(group.topic)
        add(group.name)
    }
}
