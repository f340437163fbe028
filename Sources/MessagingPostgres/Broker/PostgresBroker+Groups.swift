public import Messaging

extension PostgresBroker {
    /// Makes a topic or a queue, if it is not there.
    /// - Parameter topic: the topic or the queue
    /// - Throws: `denied` where the user may not
    public func declare(_ topic: Topic) async throws(MessagingFault) {
        var parameters = StatementParameters()
        parameters.add(topic)
        _ = try await ask("SELECT florin.declare_topic($1, $2)", parameters) { $0.count }
    }

    /// Makes a group, if it is not there, and its topic.
    /// - Parameters:
    ///   - group: the group
    ///   - start: where it starts if it is new
    /// - Throws: `denied` where the user may not
    public func declare(_ group: ConsumerGroup, startingAt start: GroupStart) async throws(MessagingFault) {
        var parameters = StatementParameters()
        parameters.add(group)
        parameters.add(start == .end)
        _ = try await ask("SELECT florin.declare_group($1, $2, $3, $4)", parameters) { $0.count }
    }

    /// How much a group still has before it.
    /// - Parameter group: a group that was declared
    /// - Returns: its depth, of one moment
    /// - Throws: `unroutable` where the group was not declared
    public func depth(of group: ConsumerGroup) async throws(MessagingFault) -> Depth {
        var parameters = StatementParameters()
        parameters.add(group)
        return try await ask("SELECT * FROM florin.depth($1, $2, $3)", parameters) { result in
            Depth(
                ready: Int(result.integer(0, 0)), inFlight: Int(result.integer(0, 1)),
                delayed: Int(result.integer(0, 2)), dead: Int(result.integer(0, 3)),
                consumed: Int(result.integer(0, 4)))
        }
    }

    /// The groups and queues that there are in the database.
    /// - Returns: in the order of their names
    /// - Throws: what keeps it from asking
    public func groups() async throws(MessagingFault) -> [ConsumerGroup] {
        let sql = """
            SELECT t.name, t.kind, g.name FROM florin.consumer_group g JOIN florin.topic t ON t.id = g.topic
            ORDER BY g.name, t.name, t.kind
            """
        return try await ask(sql, StatementParameters()) { result in
            (0..<result.count).compactMap { row in
                guard let topic = try? Topic(result.text(row, 0), kind: Topic.Kind(number: result.integer(row, 1)))
                else { return nil }
                return try? ConsumerGroup(result.text(row, 2), of: topic)
            }
        }
    }

    /// Runs a statement that may run twice.
    func ask<Answer: Sendable>(
        _ sql: String, _ parameters: StatementParameters, isRepeatable: Bool = true,
        _ read: @Sendable (StatementResult) -> Answer
    ) async throws(MessagingFault) -> Answer {
        let client = try keeper()
        return try await client.perform(until: client.deadline(), isRepeatable: isRepeatable) {
            session throws(PostgresFailure) in
            read(try session.run(sql, parameters))
        }
    }
}
