public import Messaging

extension PostgresBroker {
    /// How much is moved in one transaction.
    private static let pageSize = 2000

    /// Looks at dead letters; they stay where they are.
    /// - Parameters:
    ///   - group: a group
    ///   - id: go on behind this one; `nil` for the oldest
    ///   - limit: how many at the most; fewer come where they are large
    /// - Returns: the oldest first
    /// - Throws: `unroutable` where the group was not declared, `invalid` for an id that is none
    public func deadLetters(
        of group: ConsumerGroup, after id: String?, limit: Int
    ) async throws(MessagingFault) -> [DeadLetter] {
        var last: Int64 = 0
        if let id {
            guard let number = Int64(id) else {
                throw MessagingFault(.invalid, "\(label): the id of a dead letter is a number here")
            }
            last = number
        }
        var parameters = StatementParameters()
        parameters.add(group)
        parameters.add(last)
        parameters.add(Int32(clamping: max(limit, 0)))
        return try await ask("SELECT * FROM florin.dead_letters($1, $2, $3, $4, $5)", parameters) { result in
            (0..<result.count).map { row in
                let attributes = result.isNull(row, 5) ? nil : result.bytes(row, 5)
                let (message, _) = MessageCoding.message(
                    attributes, body: result.bytes(row, 6), id: "\(group.topic.name)/\(result.integer(row, 1))")
                return DeadLetter(
                    id: "\(result.integer(row, 0))", message: message, reason: result.text(row, 4), group: group,
                    attempts: Int(result.integer(row, 2)),
                    time: MessageTime.time(milliseconds: result.integer(row, 3)))
            }
        }
    }

    /// Gives dead letters back to their group.
    /// - Parameters:
    ///   - ids: which ones; `nil` for all
    ///   - group: the group
    /// - Returns: how many
    /// - Throws: what keeps it from going on
    public func redrive(_ ids: [String]?, of group: ConsumerGroup) async throws(MessagingFault) -> Int {
        guard let ids else {
            var total = 0
            while true {
                let count = try await redrive(numbers: nil, of: group)
                total += count
                if count < Self.pageSize { return total }
            }
        }
        var total = 0
        var rest = ids.compactMap { Int64($0) }[...]
        while !rest.isEmpty {
            total += try await redrive(numbers: rest.prefix(Self.pageSize), of: group)
            rest = rest.dropFirst(Self.pageSize)
        }
        return total
    }

    private func redrive(
        numbers: ArraySlice<Int64>?, of group: ConsumerGroup
    ) async throws(MessagingFault) -> Int {
        var parameters = StatementParameters()
        parameters.add(group)
        parameters.add(Int32(Self.pageSize))
        if let numbers { parameters.add(numbers.map { Optional($0) }) }
        let sql = "SELECT florin.redrive($1, $2, $3, \(numbers == nil ? "NULL" : "$5"), $4)"
        return try await ask(sql, parameters, isRepeatable: false) { Int($0.integer(0, 0)) }
    }

    /// Throws messages of a group away.
    /// - Parameters:
    ///   - part: which of them
    ///   - group: the group
    /// - Returns: how many
    /// - Throws: what keeps it from going on
    public func purge(_ part: PurgedPart, of group: ConsumerGroup) async throws(MessagingFault) -> Int {
        var parameters = StatementParameters()
        parameters.add(group)
        let function = part == .waiting ? "purge_waiting" : "purge_dead_letters"
        return try await ask("SELECT florin.\(function)($1, $2, $3)", parameters, isRepeatable: false) {
            Int($0.integer(0, 0))
        }
    }
}
