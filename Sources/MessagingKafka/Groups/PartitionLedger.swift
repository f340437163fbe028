/// What a message is that came.
enum PartitionArrival: Sendable, Hashable {
    /// To be delivered. Before it so many offsets are gone, or never were messages.
    case new(skipped: Int)
    /// Settled, or came before.
    case settled
    /// To be delivered: the partition began anew, and nothing that was known of it holds.
    case anew
}

/// What a member knows of a partition that is its own: what came, and what of it is settled.
struct PartitionLedger: Sendable {
    /// What is settled.
    private(set) var position: KafkaPosition
    /// The offset behind the last one that came.
    private(set) var end: Int64
    /// The time of the last one that came, as the engine has it.
    private var lastTime: Int64?
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
    ///
    /// The client hands every offset out once, in order, from the position on; only the last one may come twice, where the client was
    /// paused in the same moment. One below it means that the engine sent the client back, because its log was cut off or made anew: what
    /// is there now was never seen, whatever its offsets.
    /// - Parameters:
    ///   - offset: its offset
    ///   - time: its time, as the engine has it
    /// - Returns: what it is
    mutating func arrive(_ offset: Int64, time: Int64) -> PartitionArrival {
        defer { lastTime = time }
        if isUnknown {
            isUnknown = false
            position = KafkaPosition(startingAt: offset)
            end = offset
        }
        if offset == end - 1, time == lastTime { return .settled }
        guard offset >= end else {
            position = KafkaPosition(startingAt: offset)
            end = offset + 1
            isDirty = true
            return .anew
        }
        // What lies between does not exist any more, or never was a message.
        let skipped = position.skip(end..<offset)
        end = offset + 1
        return position.isSettled(offset) ? .settled : .new(skipped: skipped)
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
        let count = position.open(in: end..<limit)
        position.settle(end..<limit)
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
