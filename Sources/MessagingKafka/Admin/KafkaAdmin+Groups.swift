import CRdkafka
import Messaging

extension KafkaAdmin {
    /// Commits where a group begins in partitions of which there is no position; what is committed already stays.
    /// - Parameters:
    ///   - names: the group
    ///   - partitions: its partitions
    ///   - start: where it begins
    ///   - isNew: whether it never had offsets
    ///   - policy: what to do where nothing says how far it was
    /// - Throws: `invalid` where nothing says how far it was, and what keeps the engine from it
    func begin(
        _ names: KafkaNames, _ partitions: [KafkaPartition], at start: GroupStart, isNew: Bool,
        expired policy: GroupBeginning.Policy
    ) throws(MessagingFault) {
        let known = try committed(names.id, partitions)
        let missing = partitions.filter { known[$0] == nil }
        if !missing.isEmpty {
            let beginning = GroupBeginning(
                names: names, start: start, isNew: isNew, policy: policy, known: Set(known.keys))
            let bounds = try bounds(missing)
            var canDelete = true
            if beginning.mustAskForDeleting(bounds) { canDelete = try mayDelete(bounds) }
            guard let positions = beginning.positions(bounds, canDelete: canDelete) else {
                throw MessagingFault(
                    .invalid,
                    "\(handle.label) does not know how far \(names.group) was: without members its offsets expire. "
                        + "Set those of the consumer group \(names.id) with kafka-consumer-groups.sh --reset-offsets, "
                        + "or say where it begins with the option expired=beginning or expired=end of the URL")
            }
            // Members that are there begin in new partitions by themselves.
            if !positions.isEmpty { _ = try commit(names.id, positions) }
        }
        try keepDead(names)
    }

    /// Whether this user may delete records of partitions: finds out by deleting none.
    private func mayDelete(_ bounds: [KafkaPartition: Range<Int64>]) throws(MessagingFault) -> Bool {
        do throws(MessagingFault) {
            try deleteRecords(below: bounds.mapValues(\.lowerBound))
            return true
        } catch {
            guard error.isRetriable else { return false }
            throw error
        }
    }

    /// Where the dead letters of a group are: which of them are gone.
    ///
    /// Kafka forgets that where nobody commits it anew; then the log's start says it, as far as it goes.
    /// - Parameter names: the group
    /// - Returns: the position, and what the engine has
    /// - Throws: `unroutable` where the group was not declared
    func dead(_ names: KafkaNames) throws(MessagingFault) -> (position: KafkaPosition, bounds: Range<Int64>) {
        let partition = KafkaPartition(topic: names.dead, number: 0)
        let position = try committed(names.dead, [partition])[partition]
        if position == nil, try topic(names.dead) == nil {
            throw MessagingFault(.unroutable, "\(handle.label) has no \(names.group): it was not declared")
        }
        let bounds = try bounds([partition])[partition] ?? 0..<0
        return (position ?? KafkaPosition(startingAt: bounds.lowerBound, owner: names.group), bounds)
    }

    /// Commits which dead letters are gone.
    func commitDead(_ names: KafkaNames, _ position: KafkaPosition) throws(MessagingFault) {
        var position = position
        position.owner = names.group
        position.day = KafkaMember.now() / 86_400_000
        _ = try commit(names.dead, [KafkaPartition(topic: names.dead, number: 0): position])
    }

    /// Commits it anew, once a day, so that Kafka does not forget it.
    ///
    /// What another process commits within the same moment may be undone by it; that is why it is done no oftener than it must be.
    func keepDead(_ names: KafkaNames) throws(MessagingFault) {
        let partition = KafkaPartition(topic: names.dead, number: 0)
        let known = try committed(names.dead, [partition])[partition]
        guard known?.day != KafkaMember.now() / 86_400_000 else { return }
        if let known { try commitDead(names, known) } else { try commitDead(names, try dead(names).position) }
    }
}
