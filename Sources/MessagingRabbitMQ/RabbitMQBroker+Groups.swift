import BlockingIO
public import Messaging

extension RabbitMQBroker {
    /// How much a group still has before it.
    ///
    /// The engine counts what is ready in its queues, the members count what they have. Both are asked until two counts of the engine are
    /// the same with the members' count between them.
    /// - Parameter group: a group that was declared
    /// - Returns: its depth; ``Depth/consumed`` since this broker was opened
    /// - Throws: `unroutable` where the group was not declared
    public func depth(of group: ConsumerGroup) async throws(MessagingFault) -> Depth {
        let deadline = settings.deadline()
        let place = try await place(of: group.topic, until: deadline)
        let lanes = place.lanes(of: group)
        let queues = lanes + DelayRung.all.map { place.rung($0, of: group) } + [place.dead(of: group)]
        var counts = try await counts(of: queues, for: group, until: deadline)
        var depth = Depth()
        for _ in 0..<8 {
            depth = try await administrator.reports(
                of: place.members(of: group), through: publisher, until: deadline)
            let again = try await self.counts(of: queues, for: group, until: deadline)
            depth.ready += again[..<lanes.count].reduce(0, +)
            depth.delayed += again[lanes.count..<(queues.count - 1)].reduce(0, +)
            depth.dead = again[queues.count - 1]
            depth.consumed = knowledge.withLock { $0.consumed[group] ?? 0 }
            if again == counts { break }
            counts = again
        }
        return depth
    }

    /// The groups and queues that this broker was told of: AMQP lists none.
    /// - Returns: in the order of their names
    public func groups() async throws(MessagingFault) -> [ConsumerGroup] {
        knowledge.withLock { knowledge in
            knowledge.groups.sorted { ($0.name, $0.topic.name) < ($1.name, $1.topic.name) }
        }
    }

    /// Looks at dead letters; they stay where they are.
    /// - Parameters:
    ///   - group: a group
    ///   - id: go on behind this one; `nil` for the oldest
    ///   - limit: how many at the most
    /// - Returns: the oldest first
    /// - Throws: `unroutable` where the group was not declared
    public func deadLetters(
        of group: ConsumerGroup, after id: String?, limit: Int
    ) async throws(MessagingFault) -> [DeadLetter] {
        let deadline = settings.deadline()
        let place = try await place(of: group.topic, until: deadline)
        do throws(MessagingFault) {
            return try await administrator.browse(
                place.dead(of: group), of: group, after: id, limit: limit, until: deadline)
        } catch {
            throw error.code == .unroutable ? settings.unroutable("\(group)") : error
        }
    }

    /// Gives dead letters back to their group and to no other, as new deliveries whose attempts begin with 1.
    /// - Parameters:
    ///   - ids: which ones; `nil` for all
    ///   - group: the group
    /// - Returns: how many
    /// - Throws: what keeps it from going on; those that were given back before are given back
    public func redrive(_ ids: [String]?, of group: ConsumerGroup) async throws(MessagingFault) -> Int {
        let place = try await place(of: group.topic, until: settings.deadline())
        do throws(MessagingFault) {
            return try await administrator.redrive(
                ids.map(Set.init), from: place.dead(of: group), through: publisher
            ) { message, turn in place.lane(place.lane(for: message, turn: turn), of: group) }
        } catch {
            throw error.code == .unroutable ? settings.unroutable("\(group)") : error
        }
    }

    /// Throws messages of a group away; what members have in hands stays.
    /// - Parameters:
    ///   - part: which of them
    ///   - group: the group
    /// - Returns: how many
    /// - Throws: what keeps it from going on
    public func purge(_ part: PurgedPart, of group: ConsumerGroup) async throws(MessagingFault) -> Int {
        let deadline = settings.deadline()
        let place = try await place(of: group.topic, until: deadline)
        let queues =
            switch part {
            case .waiting: place.lanes(of: group) + DelayRung.all.map { place.rung($0, of: group) }
            case .deadLetters: [place.dead(of: group)]
            }
        var count: Int
        do throws(MessagingFault) {
            count = try await administrator.purge(queues, until: deadline)
        } catch {
            throw error.code == .unroutable ? settings.unroutable("\(group)") : error
        }
        if part == .waiting {
            for member in members(of: group) { count += await member.dropBuffers() }
        }
        let purged = count
        knowledge.withLock { $0.consumed[group, default: 0] += purged }
        return count
    }

    private func members(of group: ConsumerGroup) -> [RabbitMQConsumer] {
        knowledge.withLock { $0.members.values.filter { $0.group == group }.compactMap(\.consumer) }
    }

    private func counts(
        of queues: [String], for group: ConsumerGroup, until deadline: UInt64
    ) async throws(MessagingFault) -> [Int] {
        do throws(MessagingFault) {
            return try await administrator.counts(of: queues, until: deadline)
        } catch {
            throw error.code == .unroutable ? settings.unroutable("\(group)") : error
        }
    }
}
