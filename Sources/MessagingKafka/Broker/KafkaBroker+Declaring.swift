public import Messaging

extension KafkaBroker {
    /// Makes a topic or a queue: see ``MessageBroker/declare(_:)``.
    /// - Parameter topic: the topic or the queue
    /// - Throws: `denied` where Kafka does not let it be made
    public func declare(_ topic: Topic) async throws(MessagingFault) {
        guard topic.kind == .topic else {
            return try await declare(ConsumerGroup(queue: topic.name), startingAt: .beginning)
        }
        let settings = engine.settings
        try await engine.blocking { (admin) throws(MessagingFault) in
            let new = KafkaNewTopic(
                name: topic.name, partitions: Int32(settings.partitions), retention: settings.retention?.milliseconds)
            _ = try admin.make([new], replication: settings.replication)
        }
    }

    /// Makes a group: see ``MessageBroker/declare(_:startingAt:)``.
    ///
    /// Where it starts is fixed now, by offsets that are committed for every partition, and not when its first member comes.
    /// - Parameters:
    ///   - group: the group
    ///   - start: where it starts if it is new
    /// - Throws: `denied` where Kafka does not let its topics be made, `invalid` where it has forgotten how far the group was
    public func declare(_ group: ConsumerGroup, startingAt start: GroupStart) async throws(MessagingFault) {
        let names = KafkaNames(group, trims: engine.settings.trims)
        let settings = engine.settings
        try await engine.blocking { (admin) throws(MessagingFault) in
            let count = Int32(settings.partitions)
            let retention = group.topic.kind == .queue ? -1 : settings.retention?.milliseconds
            let topic = KafkaNewTopic(name: names.topic, partitions: count, retention: retention)
            var retries = names.retries.map { KafkaNewTopic(name: $0, partitions: count, retention: -1) }
            let dead = KafkaNewTopic(name: names.dead, partitions: 1, retention: -1)
            let last = retries.removeLast()
            // The last topic is made when there are offsets: a group that has it had some, even if Kafka does not know them any more.
            let isNew = try admin.topic(last.name) == nil
            _ = try admin.make([dead], replication: settings.replication)
            var partitions = try admin.make([topic] + retries, replication: settings.replication)
            if isNew {
                try admin.begin(names, partitions, at: start, isNew: true, expired: settings.expired)
            }
            partitions += try admin.make([last], replication: settings.replication)
            try admin.begin(names, partitions, at: start, isNew: isNew, expired: settings.expired)
        }
        engine.tell(group)
    }

    /// The groups that there are: see ``MessageBroker/groups()``.
    ///
    /// A group is found by the text that is committed for its dead letters.
    /// - Returns: in the order of their names
    /// - Throws: what keeps it from asking
    public func groups() async throws(MessagingFault) -> [ConsumerGroup] {
        let found = try await engine.blocking { (admin) throws(MessagingFault) in
            var found: Set<ConsumerGroup> = []
            let topics = try admin.metadata(nil)
            for name in topics.keys where KafkaNames.isDead(name, among: topics.keys) {
                let partition = KafkaPartition(topic: name, number: 0)
                do throws(MessagingFault) {
                    if let owner = try admin.committed(name, [partition])[partition]?.owner { found.insert(owner) }
                } catch {
                    // Somebody else's, whatever its name.
                    guard error.code == .denied else { throw error }
                }
            }
            return found
        }
        return found.union(engine.told).sorted { ($0.name, $0.topic.name) < ($1.name, $1.topic.name) }
    }
}
