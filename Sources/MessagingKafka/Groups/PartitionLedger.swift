/// What a member knows of a partition that is its own: what came, and what of it is settled.
struct PartitionLedger: Sendable {
    /// What is settled.
    private(set) var position: KafkaPosition
    /// The offset behind the last one that came.
    private(set) var end: Int64
    /// Whether nothing came and nothing was committed: the first arrival says where the partition begins.
    private var isUnknown: Bool
    /// Whether something was settled that is not committed.
    private(set) var isDirty = false

    /// A ledger of a partition.
    /// - Parameter position: what is committed; `nil` for nothing
    init(_ position: KafkaPosition?) {
        self.position = position ?? KafkaPosition(startingAt: 0)
        end = self.position.next
        isUnknown = position == nil
    }

    /// Where the group is, as far as this member knows.
    var known: KafkaPosition? { isUnknown ? nil : position }

    /// A message came.
    /// - Parameter offset: its offset
    /// - Returns: whether it is to be delivered; false for one that is settled, or came before
    mutating func arrive(_ offset: Int64) -> Bool {
        if isUnknown {
            isUnknown = false
            position = KafkaPosition(startingAt: offset)
            end = offset
        }
        guard offset >= end else { return false }
        // What lies between does not exist any more, or never was a message.
        if offset > end { position.settle(end..<offset) }
        end = offset + 1
        return !position.isSettled(offset)
    }

    /// Settles a message.
    /// - Parameter offset: its offset
    mutating func settle(_ offset: Int64) {
        position.settle(offset..<(offset + 1))
        isDirty = true
    }

    /// Settles everything that did not come yet.
    /// - Parameter limit: the end of the partition
    /// - Returns: how many messages
    mutating func discard(below limit: Int64) -> Int {
        guard limit > end else { return 0 }
        let count = Int(limit - end) - position.settled.count(in: end..<limit)
        position.settle(end..<limit)
        end = limit
        isDirty = true
        isUnknown = false
        return count
    }

    /// What to commit now; it counts as committed until ``commitFailed()``.
    mutating func takeCommit() -> KafkaPosition {
        isDirty = false
        return position
    }

    /// The last commit did not arrive.
    mutating func commitFailed() {
        isDirty = true
    }
}
