public import Messaging

extension EmbeddedBroker {
    /// Looks at dead letters; they stay where they are.
    /// - Parameters:
    ///   - group: a group
    ///   - id: go on behind this one; `nil` for the oldest
    ///   - limit: how many at the most
    /// - Returns: the oldest first
    /// - Throws: `unroutable` where the group was not declared, `invalid` for an id that is none
    public func deadLetters(
        of group: ConsumerGroup, after id: String?, limit: Int
    ) async throws(MessagingFault) -> [DeadLetter] {
        let start: Int64 = if let id { try number(id) } else { 0 }
        let stored = try await engine.call(isDurable: false) { store in
            try store.deadLetters(of: group, after: start, limit: limit)
        }
        return stored.map { $0.deadLetter(group) }
    }

    /// Gives dead letters back to their group, as new deliveries whose attempts begin with 1.
    /// - Parameters:
    ///   - ids: which ones; `nil` for all
    ///   - group: the group
    /// - Returns: how many
    /// - Throws: what keeps it from going on; those that were given back before are given back
    public func redrive(_ ids: [String]?, of group: ConsumerGroup) async throws(MessagingFault) -> Int {
        guard let ids else {
            return try await all(of: group) { store, numbers in try store.redrive(numbers, of: group) }
        }
        var numbers: [Int64] = []
        for id in ids { numbers.append(try number(id)) }
        let sorted = numbers.sorted()
        return try await engine.call(isDurable: true) { try $0.redrive(sorted, of: group) }
    }

    /// Throws messages of a group away.
    /// - Parameters:
    ///   - part: which of them
    ///   - group: the group
    /// - Returns: how many
    /// - Throws: what keeps it from going on
    public func purge(_ part: PurgedPart, of group: ConsumerGroup) async throws(MessagingFault) -> Int {
        switch part {
        case .waiting: try await engine.call(isDurable: true) { try $0.purgeWaiting(group) }
        case .deadLetters:
            try await all(of: group) { store, numbers in try store.removeDeadLetters(numbers, of: group) }
        }
    }

    /// Does something with all dead letters that there are now, some in each transaction.
    private func all(
        of group: ConsumerGroup, _ body: @escaping @Sendable (QueueStore, [Int64]) throws -> Int
    ) async throws(MessagingFault) -> Int {
        let newest = try await engine.call(isDurable: false) { try $0.newestDeadLetter(of: group) }
        var total = 0
        while true {
            let count = try await engine.call(isDurable: true) { store in
                try body(store, store.oldestDeadLetters(of: group, upTo: newest))
            }
            if count == 0 { return total }
            total += count
        }
    }

    private func number(_ id: String) throws(MessagingFault) -> Int64 {
        guard let number = Int64(id), number > 0 else {
            throw MessagingFault(.invalid, "\(label): a dead letter's id is a number here")
        }
        return number
    }
}
