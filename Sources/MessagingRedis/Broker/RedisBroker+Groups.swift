public import Messaging

extension RedisBroker {
    /// How much a group still has before it, counted by one script.
    /// - Parameter group: a group that was declared
    /// - Returns: its depth
    /// - Throws: `unroutable` where the group was not declared
    public func depth(of group: ConsumerGroup) async throws(MessagingFault) -> Depth {
        let sizes = try await pipeline.script(RedisScript.begin("depth", RedisGroup(group), 0)).elements
            .compactMap(\.integer)
        guard sizes.count == 5 else {
            throw MessagingFault(.engine, "\(label) did not say how deep the \(group) is")
        }
        return Depth(ready: sizes[0], inFlight: sizes[1], delayed: sizes[2], dead: sizes[3], consumed: sizes[4])
    }

    /// All groups and queues that were declared.
    /// - Returns: in the order of their names
    /// - Throws: what keeps it from asking
    public func groups() async throws(MessagingFault) -> [ConsumerGroup] {
        try await pipeline.script(RedisCommands("SMEMBERS", RedisGroup.registry)).elements
            .compactMap { $0.text.flatMap(RedisGroup.group(registered:)) }
            .sorted { ($0.name, $0.topic.name) < ($1.name, $1.topic.name) }
    }

    /// Looks at dead letters.
    /// - Parameters:
    ///   - group: a group
    ///   - id: go on behind this one; `nil` for the oldest
    ///   - limit: how many at the most
    /// - Returns: the oldest first
    /// - Throws: `unroutable` where the group was not declared, `invalid` for an id that is none
    public func deadLetters(
        of group: ConsumerGroup, after id: String?, limit: Int
    ) async throws(MessagingFault) -> [DeadLetter] {
        var letters: [DeadLetter] = []
        var start = "-"
        if let id { start = "(" + (try entry(id)).text }
        // The script answers in pieces: bodies may be large.
        while letters.count < limit {
            var commands = RedisScript.begin("letters", RedisGroup(group), 2)
            commands.append(start)
            commands.append(limit - letters.count)
            let entries = try await pipeline.script(commands).elements
            letters += entries.compactMap { RedisDeadLetter.read($0, of: group) }
            guard let last = entries.last?.elements.first?.text else { break }
            start = "(" + last
        }
        return letters
    }

    /// Gives dead letters back to their group.
    /// - Parameters:
    ///   - ids: which ones; `nil` for all
    ///   - group: the group
    /// - Returns: how many
    /// - Throws: what keeps it from going on, `invalid` for an id that is none
    public func redrive(_ ids: [String]?, of group: ConsumerGroup) async throws(MessagingFault) -> Int {
        let redisGroup = RedisGroup(group)
        guard let ids else { return try await redriveAll(redisGroup) }
        var sum = 0
        var begin = 0
        while begin < ids.count {
            let end = min(begin + 100, ids.count)
            var commands = RedisScript.begin("redrive", redisGroup, 1 + end - begin)
            commands.append("ids")
            for id in ids[begin..<end] { commands.append(try entry(id).text) }
            sum += try await pipeline.script(commands).integer ?? 0
            begin = end
        }
        return sum
    }

    /// Throws messages of a group away.
    /// - Parameters:
    ///   - part: which of them
    ///   - group: the group
    /// - Returns: how many
    /// - Throws: what keeps it from going on
    public func purge(_ part: PurgedPart, of group: ConsumerGroup) async throws(MessagingFault) -> Int {
        var commands = RedisScript.begin("purge", RedisGroup(group), 1)
        commands.append(part.rawValue)
        return try await pipeline.script(commands).integer ?? 0
    }

    private func redriveAll(_ group: RedisGroup) async throws(MessagingFault) -> Int {
        let newest = try await pipeline.script(RedisCommands("XREVRANGE", group.dead, "+", "-", "COUNT", "1")).elements
        guard let last = newest.first?.elements.first?.text else {
            // Whether there is such a group at all.
            _ = try await pipeline.script(RedisScript.begin("depth", group, 0))
            return 0
        }
        var sum = 0
        while true {
            var commands = RedisScript.begin("redrive", group, 3)
            commands.append("all")
            commands.append(last)
            commands.append(100)
            let count = try await pipeline.script(commands).integer ?? 0
            sum += count
            if count == 0 { return sum }
        }
    }

    private func entry(_ id: String) throws(MessagingFault) -> RedisEntryID {
        guard let entry = RedisEntryID(id) else {
            throw MessagingFault(.invalid, "This is no id of a dead letter in Redis: expected as 1795282481025-0")
        }
        return entry
    }
}
