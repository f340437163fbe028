import Logging
public import Messaging
import Synchronization

extension KafkaBroker {
    /// Looks at dead letters: see ``MessageBroker/deadLetters(of:after:limit:)``.
    /// - Parameters:
    ///   - group: a group
    ///   - id: go on behind this one
    ///   - limit: how many at the most
    /// - Returns: the oldest first
    /// - Throws: `unroutable` where the group was not declared
    public func deadLetters(
        of group: ConsumerGroup, after id: String?, limit: Int
    ) async throws(MessagingFault) -> [DeadLetter] {
        guard limit > 0 else { return [] }
        let names = KafkaNames(group, trims: engine.settings.trims)
        var start: Int64 = 0
        if let id {
            guard let offset = Int64(id), offset >= 0, offset < .max else {
                throw MessagingFault(.invalid, "\(id.prefix(64)) is no dead letter of \(group)")
            }
            start = offset + 1
        }
        let (arrivals, _) = try await engine.dead(names, from: start, limit: limit)
        return arrivals.map { arrival in
            DeadLetter(
                id: "\(arrival.offset)", message: arrival.message, reason: arrival.marks[KafkaRecord.reason] ?? "",
                group: group, attempts: arrival.attempts,
                time: arrival.marks[KafkaRecord.time].flatMap { Int64($0) }.map { MessageTime.time(milliseconds: $0) })
        }
    }

    /// Gives dead letters back: see ``MessageBroker/redrive(_:of:)``.
    ///
    /// They go to the group's retries, due now. A crash in between may give one back twice, with the same id.
    /// - Parameters:
    ///   - ids: which ones; `nil` for all
    ///   - group: the group
    /// - Returns: how many
    /// - Throws: what keeps it from going on
    public func redrive(_ ids: [String]?, of group: ConsumerGroup) async throws(MessagingFault) -> Int {
        let names = KafkaNames(group, trims: engine.settings.trims)
        let wanted = ids.map { ids in Set(ids.compactMap { Int64($0) }) }
        if wanted?.isEmpty == true { return 0 }
        var start = wanted?.min() ?? 0
        var count = 0
        while true {
            var (arrivals, position) = try await engine.dead(names, from: start, limit: 500)
            guard let last = arrivals.last else { return count }
            start = last.offset + 1
            if let wanted { arrivals.removeAll { !wanted.contains($0.offset) } }
            for arrival in arrivals { position.settle(arrival.offset..<(arrival.offset + 1)) }
            guard position.fits else {
                throw MessagingFault(
                    .full, "\(label) has no room to note more single dead letters of \(group): give all of them back")
            }
            let now = KafkaMember.now()
            let records = arrivals.map { KafkaRecord($0.message, attempts: 0, due: now) }
            try await engine.send(records, to: names.retry(after: .zero))
            if !arrivals.isEmpty { try await engine.mark(names, position) }
            count += arrivals.count
            if let last = wanted?.max(), start > last { return count }
        }
    }

    /// Throws messages away: see ``MessageBroker/purge(_:of:)``.
    ///
    /// What waits can be thrown away while the group has no members, or only members of this process.
    /// - Parameters:
    ///   - part: which of them
    ///   - group: the group
    /// - Returns: how many
    /// - Throws: `unsupported` where members of other processes are at work
    public func purge(_ part: PurgedPart, of group: ConsumerGroup) async throws(MessagingFault) -> Int {
        let names = KafkaNames(group, trims: engine.settings.trims)
        let engine = engine
        let (partitions, positions) = try await positions(of: names)
        switch part {
        case .deadLetters:
            return try await engine.blocking { (admin) throws(MessagingFault) in
                var (position, bound) = try admin.dead(names)
                let count = position.open(in: bound)
                position.settle(position.next..<max(position.next, bound.upperBound))
                try engine.markDead(names, position, admin)
                return count
            }
        case .waiting:
            let members = KafkaMembers.of(names, in: label)
            let bounds = try await engine.blocking { (admin) throws(MessagingFault) in try admin.bounds(partitions) }
            if !members.isEmpty { return try await discard(bounds, members) }
            return try await engine.blocking { (admin) throws(MessagingFault) in
                var ended: [KafkaPartition: KafkaPosition] = [:]
                var count = 0
                for (partition, position) in positions {
                    guard let bound = bounds[partition] else { continue }
                    var position = position
                    count += position.open(in: bound)
                    position.settle(position.next..<max(position.next, bound.upperBound))
                    ended[partition] = position
                }
                guard try admin.commit(names.id, ended) else {
                    throw MessagingFault(
                        .unsupported,
                        "\(admin.handle.label) cannot throw away what waits for \(group) while other processes consume it"
                    )
                }
                engine.trim(ended.filter { names.isOwn($0.key.topic) }.mapValues(\.next), admin)
                return count
            }
        }
    }

    /// Has the members of this process throw away what they did not give out.
    private func discard(
        _ bounds: [KafkaPartition: Range<Int64>], _ members: [KafkaMember]
    ) async throws(MessagingFault) -> Int {
        let deadline = ContinuousClock.now + engine.settings.timeout
        var left = bounds
        var count = 0
        while true {
            for member in members {
                let (discarded, own) = member.inside.withLock { inside in
                    (inside.state.discard(left), inside.state.ledgers.keys.map { $0 })
                }
                count += discarded
                for partition in own { left[partition] = nil }
                if case .failed(let fault) = await member.commit(until: deadline) { throw fault }
            }
            guard !left.isEmpty, ContinuousClock.now < deadline, !Task.isCancelled else { return count }
            // The group is still sharing its partitions out.
            let first = members[0].signal
            await first.wait(after: first.count, until: .now + .milliseconds(100))
        }
    }
}

extension KafkaEngine {
    /// Reads dead letters.
    /// - Parameters:
    ///   - names: the group
    ///   - start: from which offset
    ///   - limit: how many at the most
    /// - Returns: those that are not gone, and which are gone
    /// - Throws: `unroutable` where the group was not declared
    func dead(
        _ names: KafkaNames, from start: Int64, limit: Int
    ) async throws(MessagingFault) -> (arrivals: [KafkaArrival], position: KafkaPosition) {
        try await blocking { [self] (admin) throws(MessagingFault) in
            let partition = KafkaPartition(topic: names.dead, number: 0)
            let (position, bound) = try admin.dead(names)
            let first = max(start, position.next, bound.lowerBound)
            var arrivals: [KafkaArrival] = []
            var size = 0
            try reading { (reader) throws(MessagingFault) in
                try reader.read(partition, first..<max(first, bound.upperBound), until: admin.deadline) { arrival in
                    if !position.isSettled(arrival.offset) {
                        arrivals.append(arrival)
                        size += arrival.size
                    }
                    return arrivals.count < limit && size < 32 << 20
                }
            }
            return (arrivals, position)
        }
    }

    /// Notes which dead letters are gone.
    func mark(_ names: KafkaNames, _ position: KafkaPosition) async throws(MessagingFault) {
        try await blocking { [self] (admin) throws(MessagingFault) in try markDead(names, position, admin) }
    }

    /// Commits which dead letters are gone, and has the log's start say it, too, which Kafka does not forget.
    func markDead(_ names: KafkaNames, _ position: KafkaPosition, _ admin: KafkaAdmin) throws(MessagingFault) {
        try admin.commitDead(names, position)
        trim([KafkaPartition(topic: names.dead, number: 0): position.next], admin)
    }

    /// Deletes what a group is done with from topics of its own, where the engine allows it.
    func trim(_ offsets: [KafkaPartition: Int64], _ admin: KafkaAdmin) {
        let offsets = offsets.filter { $0.value > 0 }
        do throws(MessagingFault) {
            try admin.deleteRecords(below: offsets)
        } catch {
            logger.notice("Kafka did not delete what is done", metadata: ["fault": "\(error)"])
        }
    }
}
