public import Messaging

extension KafkaBroker {
    /// How much a group has before it: see ``MessageBroker/depth(of:)``.
    ///
    /// What members of other processes have in their hands counts as ready.
    /// - Parameter group: a group that was declared
    /// - Returns: its depth
    /// - Throws: `unroutable` where the group was not declared
    public func depth(of group: ConsumerGroup) async throws(MessagingFault) -> Depth {
        let names = KafkaNames(group, trims: engine.settings.trims)
        let engine = engine
        let (partitions, positions) = try await positions(of: names)
        return try await engine.blocking { (admin) throws(MessagingFault) in
            let dead = KafkaPartition(topic: names.dead, number: 0)
            let gone = try admin.committed(names.dead, [dead])[dead]
            let bounds = try admin.bounds(partitions + [dead])
            var count = KafkaCount()
            for (partition, position) in positions {
                guard let bound = bounds[partition] else { continue }
                if partition.topic == names.topic {
                    count.main += position.open(in: bound)
                    count.done += position.done(in: bound)
                } else {
                    let open = position.open(in: bound)
                    count.retries += open
                    if open > 0 { count.due += try engine.countDue(partition, position, bound, admin.deadline) }
                }
            }
            // Where Kafka has forgotten which are gone, the log's start says it.
            let left = bounds[dead] ?? 0..<0
            count.dead = gone?.open(in: left) ?? left.count
            return count.depth(KafkaMembers.inFlight(names, in: admin.handle.label))
        }
    }
}

/// What is counted for a depth.
struct KafkaCount {
    /// Not settled in the topic.
    var main = 0
    /// Settled in the topic, by moving on as well.
    var done = 0
    /// Not settled in the retry topics.
    var retries = 0
    /// Those of them that are due.
    var due = 0
    /// Dead letters that are not gone.
    var dead = 0

    /// The depth.
    /// - Parameter inFlight: what members have in their hands, of the topic and of the retries
    /// - Returns: the depth
    func depth(_ inFlight: (main: Int, retries: Int)) -> Depth {
        Depth(
            ready: max(0, main - inFlight.main) + max(0, due - inFlight.retries),
            inFlight: inFlight.main + inFlight.retries, delayed: max(0, retries - max(due, inFlight.retries)),
            dead: dead,
            consumed: max(0, done - retries - dead))
    }
}

extension KafkaEngine {
    /// How many messages of a retry topic's partition are due.
    /// - Parameters:
    ///   - partition: the partition
    ///   - position: where the group is in it
    ///   - bounds: what the engine has of it
    ///   - deadline: when to give up
    /// - Returns: the number among the first 10,000
    /// - Throws: what keeps it from reading
    func countDue(
        _ partition: KafkaPartition, _ position: KafkaPosition, _ bounds: Range<Int64>, _ deadline: KafkaDeadline
    ) throws(MessagingFault) -> Int {
        let now = KafkaMember.now()
        var due = 0
        var seen = 0
        let range = max(position.next, bounds.lowerBound)..<max(position.next, bounds.upperBound)
        try reading { (reader) throws(MessagingFault) in
            try reader.read(partition, range, until: deadline) { arrival in
                if !position.isSettled(arrival.offset), arrival.due <= now { due += 1 }
                seen += 1
                return seen < KafkaLimits.scannedRecords
            }
        }
        return due
    }
}
