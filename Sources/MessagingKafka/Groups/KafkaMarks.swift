import Messaging
import Synchronization

/// The texts that this process committed with offsets, for engines that forget them.
///
/// Apache Kafka gives back what was committed; stand-ins may not, and then what was settled out of order is known to the process that did it.
enum KafkaMarks {
    private struct Place: Hashable {
        var engine: String
        var group: String
        var partition: KafkaPartition
    }

    private static let marks = Mutex<[Place: KafkaPosition]>([:])

    /// Remembers what was committed.
    static func remember(_ position: KafkaPosition, of group: String, _ partition: KafkaPartition, in engine: String) {
        marks.withLock { $0[Place(engine: engine, group: group, partition: partition)] = position }
    }

    /// What was committed, where the engine gave the offset back and not the text.
    static func completed(
        _ position: KafkaPosition, _ entry: KafkaEntry, of group: String, in engine: String
    ) -> KafkaPosition {
        guard entry.text.isEmpty else { return position }
        let known = marks.withLock { $0[Place(engine: engine, group: group, partition: entry.partition)] }
        guard let known else { return position }
        if known.next == position.next { return known }
        var position = position
        position.base = known.base
        position.owner = known.owner
        position.day = known.day
        return position
    }
}
