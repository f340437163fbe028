import GRDB
import Messaging

extension QueueStore {
    /// Finds a topic.
    /// - Throws: `unroutable` where it was not declared
    func state(_ topic: Topic) throws -> TopicState {
        if let state = topics[topic] { return state }
        guard let state = try load(topic) else {
            throw MessagingFault(.unroutable, "\(label): the \(topic) was not declared")
        }
        topics[topic] = state
        return state
    }

    /// Finds a group and its topic.
    /// - Throws: `unroutable` where it was not declared
    func state(_ group: ConsumerGroup) throws -> (GroupState, TopicState) {
        if let topic = try topics[group.topic] ?? load(group.topic) {
            topics[group.topic] = topic
            if let state = topic.groups.first(where: { $0.group == group }) { return (state, topic) }
        }
        throw MessagingFault(.unroutable, "\(label): the \(group) was not declared")
    }

    func declare(_ topic: Topic) throws {
        if topics[topic] != nil { return }
        if let state = try load(topic) {
            topics[topic] = state
        } else {
            let insert = try SQLStatement(database, "INSERT INTO topic (name, kind, head, tail) VALUES (?, ?, 0, 0)")
            try insert.bind(topic.name).bind(topic.kind.rawValue).run()
            try database.execute(sql: Schema.log(database.lastInsertedRowID))
        }
        if topic.kind == .queue {
            try declare(ConsumerGroup(queue: topic.name), startingAt: .beginning)
        }
    }

    func declare(_ group: ConsumerGroup, startingAt start: GroupStart) throws {
        if group.topic.kind == .topic { try declare(group.topic) }
        if try topics[group.topic] == nil && load(group.topic) == nil { return try declare(group.topic) }
        let topic = try state(group.topic)
        if topic.groups.contains(where: { $0.group == group }) { return }
        let cursor = start == .beginning ? topic.tail : topic.head
        let insert = try SQLStatement(
            database, "INSERT INTO consumer_group (topic, name, start, cursor, waiting, held) VALUES (?, ?, ?, ?, 0, 0)"
        )
        try insert.bind(topic.number).bind(group.name).bind(cursor).bind(cursor).run()
        try database.execute(sql: Schema.deliveries(database.lastInsertedRowID))
        // What was kept of the topic in memory, and is written at the commit, must not get lost.
        topic.groups = try loadGroups(topic)
    }

    func groups() throws -> [ConsumerGroup] {
        let rows = try SQLStatement(
            database,
            "SELECT t.name, t.kind, g.name FROM consumer_group g JOIN topic t ON t.number = g.topic ORDER BY 3, 1, 2")
        var groups: [ConsumerGroup] = []
        defer { rows.reset() }
        while try rows.step() {
            groups.append(try ConsumerGroup(rows.text(2), of: Topic(rows.text(0), kind: kind(rows.text(1)))))
        }
        return groups
    }

    private func kind(_ text: String) throws -> Topic.Kind {
        guard let kind = Topic.Kind(rawValue: text) else {
            throw MessagingFault(.engine, "\(label): the file has a topic of an unknown kind")
        }
        return kind
    }

    private func load(_ topic: Topic) throws -> TopicState? {
        let row = try SQLStatement(database, "SELECT number, head, tail FROM topic WHERE name = ? AND kind = ?")
        row.bind(topic.name).bind(topic.kind.rawValue)
        defer { row.reset() }
        guard try row.step() else { return nil }
        let number = row.integer(0)
        let state = TopicState(
            number: number, topic: topic, statements: try statements(topic: number), head: row.integer(1),
            tail: row.integer(2))
        state.groups = try loadGroups(state)
        return state
    }

    private func loadGroups(_ topic: TopicState) throws -> [GroupState] {
        let rows = try SQLStatement(
            database,
            "SELECT number, name, start, cursor, waiting, held FROM consumer_group WHERE topic = ? ORDER BY number")
        rows.bind(topic.number)
        defer { rows.reset() }
        var groups: [GroupState] = []
        while try rows.step() {
            let number = rows.integer(0)
            if let known = topic.groups.first(where: { $0.number == number }) {
                groups.append(known)
                continue
            }
            groups.append(
                GroupState(
                    number: number, group: try ConsumerGroup(rows.text(1), of: topic.topic),
                    statements: try statements(group: number), start: rows.integer(2), cursor: rows.integer(3),
                    waiting: rows.integer(4), held: rows.integer(5)))
        }
        for group in groups where !topic.groups.contains(where: { $0 === group }) { try loadFlights(group) }
        return groups
    }

    private func loadFlights(_ group: GroupState) throws {
        let rows = group.statements.flights
        defer { rows.reset() }
        while try rows.step() {
            let flight = Flight(
                member: rows.integer(1), due: rows.integer(2), key: rows.optional(3), attempts: rows.integer(4))
            group.flights.insert(flight, at: rows.integer(0))
        }
    }

    private func statements(topic number: Int64) throws -> TopicStatements {
        if let statements = topicStatements[number] { return statements }
        let statements = try TopicStatements(database, number)
        topicStatements[number] = statements
        return statements
    }

    private func statements(group number: Int64) throws -> GroupStatements {
        if let statements = groupStatements[number] { return statements }
        let statements = try GroupStatements(database, number)
        groupStatements[number] = statements
        return statements
    }
}
