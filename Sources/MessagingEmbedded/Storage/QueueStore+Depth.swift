import Messaging

extension QueueStore {
    func depth(of group: ConsumerGroup) throws -> Depth {
        let (state, topic) = try state(group)
        let inFlight = state.flights.count(now)
        let overdue = state.flights.byPosition.count - inFlight
        var depth = Depth(ready: Int(topic.head - state.cursor) + overdue, inFlight: inFlight)
        if state.waiting > 0 {
            // `due > 0` has it use the index: what is held may be much.
            let delayed = try SQLStatement(
                database, "SELECT count(*) FROM waiting_\(state.number) WHERE state <> 0 AND due > 0 AND due > ?"
            ).bind(now).number()
            depth.delayed = Int(delayed ?? 0)
            depth.ready += Int(state.waiting) - depth.delayed
        }
        depth.dead = Int(try SQLStatement(database, "SELECT count(*) FROM dead_\(state.number)").number() ?? 0)
        depth.consumed = Int(state.cursor - state.start - state.waiting) - state.flights.byPosition.count - depth.dead
        return depth
    }

    /// Throws away what waits to be delivered, now or later.
    func purgeWaiting(_ group: ConsumerGroup) throws -> Int {
        let (state, topic) = try state(group)
        while try returnOverdue(state) {}
        let table = "waiting_\(state.number)"
        // What others do not need leaves the part of the log that was trimmed; the rest is trimmed as usual.
        let needed = topic.groups.filter { $0.number != state.number }.map { other in
            ["flight", "waiting", "dead"].map { part in
                " AND NOT EXISTS (SELECT 1 FROM \(part)_\(other.number) p WHERE p.position = m.position)"
            }.joined()
        }.joined()
        try SQLStatement(
            database,
            """
            DELETE FROM message_\(topic.number) AS m
            WHERE position IN (SELECT position FROM \(table) WHERE position <= ?)\(needed)
            """
        ).bind(topic.tail).run()
        let count = state.waiting + topic.head - state.cursor
        try SQLStatement(database, "DELETE FROM \(table)").run()
        state.cursor = topic.head
        state.waiting = 0
        state.held = 0
        state.isDirty = true
        topic.mayTrim = true
        return Int(count)
    }
}
