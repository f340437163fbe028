import Messaging

extension QueueStore {
    /// How many dead letters one transaction moves.
    static let deadLettersPerTransaction = 512

    func deadLetters(of group: ConsumerGroup, after number: Int64, limit: Int) throws -> [StoredDeadLetter] {
        let (state, topic) = try state(group)
        let rows = try SQLStatement(
            database,
            """
            SELECT d.number, d.attempts, d.time, d.reason, m.attributes, m.body FROM dead_\(state.number) d
            LEFT JOIN message_\(topic.number) m ON m.position = d.position WHERE d.number > ? ORDER BY d.number LIMIT ?
            """)
        rows.bind(number).bind(Int64(max(0, limit)))
        defer { rows.reset() }
        var letters: [StoredDeadLetter] = []
        while try rows.step() {
            letters.append(
                StoredDeadLetter(
                    number: rows.integer(0), attempts: rows.integer(1), time: rows.integer(2), reason: rows.text(3),
                    attributes: rows.bytes(4), body: rows.bytes(5)))
        }
        return letters
    }

    /// The number of the newest dead letter; 0 for none.
    func newestDeadLetter(of group: ConsumerGroup) throws -> Int64 {
        let (state, _) = try state(group)
        return try SQLStatement(database, "SELECT max(number) FROM dead_\(state.number)").number() ?? 0
    }

    /// Gives dead letters back.
    func redrive(_ numbers: [Int64], of group: ConsumerGroup) throws -> Int {
        let (state, topic) = try state(group)
        var count = 0
        var keys: Set<Int64> = []
        for number in numbers {
            guard let position = try position(number, state) else { continue }
            let key = try topic.statements.key.bind(position).number()
            try state.statements.removeDead.bind(number).run()
            try putBack(position, Flight(member: 0, due: 0, key: key, attempts: 0), due: 0, state)
            if let key { keys.insert(key) }
            count += 1
        }
        for key in keys { try promote(key, state) }
        wake(state)
        return count
    }

    /// Throws dead letters away.
    func removeDeadLetters(_ numbers: [Int64], of group: ConsumerGroup) throws -> Int {
        let (state, topic) = try state(group)
        var count = 0
        for number in numbers {
            guard let position = try position(number, state) else { continue }
            try state.statements.removeDead.bind(number).run()
            try unpin(position, topic)
            count += 1
        }
        topic.mayTrim = true
        return count
    }

    /// The oldest dead letters up to a number.
    func oldestDeadLetters(of group: ConsumerGroup, upTo number: Int64) throws -> [Int64] {
        let (state, _) = try state(group)
        let rows = try SQLStatement(
            database, "SELECT number FROM dead_\(state.number) WHERE number <= ? ORDER BY number LIMIT ?")
        rows.bind(number).bind(Int64(Self.deadLettersPerTransaction))
        defer { rows.reset() }
        var numbers: [Int64] = []
        while try rows.step() { numbers.append(rows.integer(0)) }
        return numbers
    }

    private func position(_ number: Int64, _ group: GroupState) throws -> Int64? {
        try SQLStatement(database, "SELECT position FROM dead_\(group.number) WHERE number = ?").bind(number).number()
    }
}
