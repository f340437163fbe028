import Messaging

/// Where a group begins in partitions of which the engine knows no position.
///
/// That is so for a new group and for new partitions, and where Kafka has forgotten: a group without members loses its offsets after
/// `offsets.retention.minutes`. Topics that belong to one group say then by themselves where it was, because what it is done with is
/// deleted from them. Others do not: to begin somewhere would deliver again, or leave out.
struct GroupBeginning: Sendable {
    /// What to do where nothing says how far the group was.
    enum Policy: String, CaseIterable, Sendable {
        case refuse
        case beginning
        case end
    }

    var names: KafkaNames
    /// Where it starts if it is new.
    var start: GroupStart
    /// Whether it never had offsets.
    var isNew: Bool
    var policy: Policy
    /// The partitions of which there is a position.
    var known: Set<KafkaPartition>

    /// Whether all offsets of the topic are gone.
    private var isForgotten: Bool { !isNew && !known.contains { $0.topic == names.topic } }

    /// Whether it matters if the engine lets this driver delete what a group is done with: nothing was deleted, and there is something.
    /// - Parameter bounds: what the engine has of the partitions without a position
    /// - Returns: whether it does
    func mustAskForDeleting(_ bounds: [KafkaPartition: Range<Int64>]) -> Bool {
        let own = bounds.filter { $0.key.topic == names.topic }.values
        return isForgotten && names.isOwn(names.topic) && own.allSatisfy { $0.lowerBound == 0 }
            && own.contains { !$0.isEmpty }
    }

    /// Where the group begins.
    /// - Parameters:
    ///   - bounds: what the engine has of the partitions without a position
    ///   - canDelete: whether the engine lets this driver delete what a group is done with
    /// - Returns: the positions; `nil` where nothing says how far the group was
    func positions(
        _ bounds: [KafkaPartition: Range<Int64>], canDelete: Bool
    ) -> [KafkaPartition: KafkaPosition]? {
        var start = isNew ? start : .beginning
        let hasMessages = bounds.contains { $0.key.topic == names.topic && !$0.value.isEmpty }
        if isForgotten, hasMessages, !(names.isOwn(names.topic) && canDelete) {
            switch policy {
            case .refuse: return nil
            case .beginning: start = .beginning
            case .end: start = .end
            }
        }
        var positions: [KafkaPartition: KafkaPosition] = [:]
        for (partition, bound) in bounds {
            let isEnd = start == .end && partition.topic == names.topic
            var position = KafkaPosition(startingAt: isEnd ? bound.upperBound : bound.lowerBound)
            // What was deleted from a topic of its own, the group was done with.
            if isForgotten, names.isOwn(partition.topic) { position.base = 0 }
            positions[partition] = position
        }
        return positions
    }
}
