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
            let new = KafkaNewTopic(name: topic.name, partitions: Int32(settings.partitions), isKept: false)
            try admin.make([new], replication: settings.replication)
        }
    }

    /// Makes a group: see ``MessageBroker/declare(_:startingAt:)``.
    ///
    /// Where it starts is fixed now, by offsets that are committed for every partition, and not when its first member comes.
    /// - Parameters:
    ///   - group: the group
    ///   - start: where it starts if it is new
    /// - Throws: `denied` where Kafka does not let its topics be made
    public func declare(_ group: ConsumerGroup, startingAt start: GroupStart) async throws(MessagingFault) {
        let names = KafkaNames(group)
        let settings = engine.settings
        let isQueue = group.topic.kind == .queue
        try await engine.blocking { (admin) throws(MessagingFault) in
            var new = [KafkaNewTopic(name: names.topic, partitions: Int32(settings.partitions), isKept: isQueue)]
            for name in names.retries {
                new.append(KafkaNewTopic(name: name, partitions: Int32(settings.partitions), isKept: true))
            }
            new.append(KafkaNewTopic(name: names.dead, partitions: 1, isKept: true))
            try admin.make(new, replication: settings.replication)
        }
        let partitions = try await partitions(of: names)
        try await engine.blocking { (admin) throws(MessagingFault) in
            try admin.begin(names, partitions, at: start)
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
            for name in try admin.metadata(nil).keys where name.hasSuffix(KafkaNames.deadSuffix) {
                let partition = KafkaPartition(topic: name, number: 0)
                if let owner = try admin.committed(name, [partition])[partition]?.owner { found.insert(owner) }
            }
            return found
        }
        return found.union(engine.told).sorted { ($0.name, $0.topic.name) < ($1.name, $1.topic.name) }
    }
}

extension KafkaAdmin {
    /// Makes topics, and returns when the cluster knows them.
    /// - Parameters:
    ///   - topics: the topics
    ///   - replication: how many brokers keep the data
    /// - Throws: what keeps the engine from making them
    func make(_ topics: [KafkaNewTopic], replication: Int) throws(MessagingFault) {
        try create(topics, replication: replication)
        for new in topics {
            while try topic(new.name) == nil {
                try deadline.check()
                // The brokers learn of a topic one after the other; asking again is all that can be done.
                wait(milliseconds: 20)
            }
        }
    }

    /// Commits where a new group begins; what is committed already stays.
    /// - Parameters:
    ///   - names: the group
    ///   - partitions: its partitions
    ///   - start: where it begins
    /// - Throws: what keeps the engine from it
    func begin(_ names: KafkaNames, _ partitions: [KafkaPartition], at start: GroupStart) throws(MessagingFault) {
        let known = try committed(names.id, partitions)
        let missing = partitions.filter { known[$0] == nil }
        let dead = KafkaPartition(topic: names.dead, number: 0)
        let isDeadKnown = try committed(names.dead, [dead])[dead] != nil
        guard !missing.isEmpty || !isDeadKnown else { return }
        let bounds = try bounds(missing + [dead])
        var positions: [KafkaPartition: KafkaPosition] = [:]
        for partition in missing {
            guard let bound = bounds[partition] else { continue }
            let isEnd = start == .end && partition.topic == names.topic
            positions[partition] = KafkaPosition(startingAt: isEnd ? bound.upperBound : bound.lowerBound)
        }
        // Members that are there begin in new partitions by themselves.
        if !positions.isEmpty { _ = try commit(names.id, positions) }
        if !isDeadKnown, let bound = bounds[dead] {
            _ = try commit(names.dead, [dead: KafkaPosition(startingAt: bound.lowerBound, owner: names.group)])
        }
    }
}
