import Messaging

/// The messages of retry topics that a member holds until they are due.
struct KafkaDelayed: Sendable {
    /// One that waits.
    struct Entry: Sendable {
        var due: Int64
        var arrival: KafkaArrival
    }

    /// Those that are due last come first.
    private var entries: [Entry] = []
    private var counts: [KafkaPartition: (messages: Int, bytes: Int)] = [:]
    /// How many bytes of each partition may wait: all have the same part, so that none keeps another one from what is due.
    private let share: Int

    /// Nothing waits.
    /// - Parameter partitions: how many partitions share the room
    init(partitions: Int = 1) {
        share = KafkaLimits.delayedBytes / max(1, partitions)
    }

    /// When the next one is due, in milliseconds since 1970.
    var nextDue: Int64? { entries.last?.due }

    /// Takes one in; of those with the same time, the one that came first is due first.
    mutating func insert(_ arrival: KafkaArrival) {
        let due = arrival.due
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].due > due { low = middle + 1 } else { high = middle }
        }
        entries.insert(Entry(due: due, arrival: arrival), at: low)
        count(arrival, 1)
    }

    /// Takes one out that is due.
    /// - Parameter now: milliseconds since 1970
    /// - Returns: the one that was due first
    mutating func pop(at now: Int64) -> KafkaArrival? {
        guard let last = entries.last, last.due <= now else { return nil }
        entries.removeLast()
        count(last.arrival, -1)
        return last.arrival
    }

    /// Throws all of a partition away.
    /// - Returns: their offsets
    mutating func remove(_ partition: KafkaPartition) -> [Int64] {
        let gone = entries.filter { $0.arrival.place == partition }
        entries.removeAll { $0.arrival.place == partition }
        counts[partition] = nil
        return gone.map(\.arrival.offset)
    }

    /// Whether no more of a partition should be fetched.
    func isFull(_ partition: KafkaPartition) -> Bool {
        guard let count = counts[partition] else { return false }
        return count.messages >= KafkaLimits.delayedMessages || count.bytes >= share
    }

    /// Whether there is much room again.
    func isHalfEmpty(_ partition: KafkaPartition) -> Bool {
        guard let count = counts[partition] else { return true }
        return count.messages <= KafkaLimits.delayedMessages / 2 && count.bytes <= share / 2
    }

    private mutating func count(_ arrival: KafkaArrival, _ sign: Int) {
        var count = counts[arrival.place] ?? (0, 0)
        count.messages += sign
        count.bytes += sign * arrival.size
        counts[arrival.place] = count
    }
}

extension KafkaArrival {
    /// Where it came from.
    var place: KafkaPartition { KafkaPartition(topic: topic, number: partition) }
}
