import Messaging

extension QueueStore {
    /// How many messages one transaction trims at the most.
    static let maximumTrim: Int64 = 2048
    /// How far behind the cursors the oldest unsettled message may be until it is left behind alone.
    static let maximumStretch: Int64 = 8192

    /// Removes messages that no group needs from the log; at the end of a transaction.
    func trim(_ topic: TopicState) throws {
        topic.mayTrim = false
        guard let cursor = topic.groups.map(\.cursor).min() else { return }
        var oldest = cursor
        for group in topic.groups {
            let statements = group.statements
            if let position = try statements.oldestFlight.number() { oldest = min(oldest, position - 1) }
            if group.waiting > 0, let position = try statements.oldestWaiting.number() {
                oldest = min(oldest, position - 1)
            }
        }
        let goal = cursor - oldest > Self.maximumStretch ? cursor : oldest
        // Little by little only where nothing is left: a range costs as much as one message.
        guard goal > topic.tail, goal == topic.head || goal - topic.tail >= 64 else { return }
        let end = min(goal, topic.tail + Self.maximumTrim)
        var pinned: [Int64] = []
        for group in topic.groups {
            let rows = group.statements.pinned
            rows.bind(topic.tail).bind(end)
            while try rows.step() { pinned.append(rows.integer(0)) }
            rows.reset()
        }
        var start = topic.tail
        for position in pinned.sorted() + [end + 1] {
            if position > start + 1 { try topic.statements.deleteRange.bind(start).bind(position).run() }
            start = position
        }
        topic.tail = end
        topic.isDirty = true
        topic.mayTrim = end < goal
    }

    /// Removes a message from the part of the log that was trimmed, where nobody needs it any more.
    func unpin(_ position: Int64, _ topic: TopicState) throws {
        guard position <= topic.tail else { return }
        for group in topic.groups {
            if try group.statements.isPinned.bind(position).number() != nil { return }
        }
        try topic.statements.delete.bind(position).run()
    }
}
