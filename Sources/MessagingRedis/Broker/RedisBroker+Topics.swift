public import Messaging
import Synchronization

extension RedisBroker {
    /// As many fit a dead letter.
    private static let maximumHeaders = 3000

    /// Makes the streams of a topic, or a queue, if they are not there.
    /// - Parameter topic: the topic or the queue
    /// - Throws: `invalid` where one of its keys is something else than a stream
    public func declare(_ topic: Topic) async throws(MessagingFault) {
        try await declare(RedisGroup(topic), startingAt: .beginning, of: topic)
    }

    /// Makes a group, if it is not there, and its topic.
    /// - Parameters:
    ///   - group: the group
    ///   - start: where it starts if it is new
    /// - Throws: `invalid` where one of the keys is something else than a stream
    public func declare(_ group: ConsumerGroup, startingAt start: GroupStart) async throws(MessagingFault) {
        try await declare(RedisGroup(group), startingAt: start, of: group.topic)
    }

    /// Publishes messages in order.
    ///
    /// They go in transactions of up to 512 messages or 1 MiB: of each all or none is there afterwards.
    /// - Parameters:
    ///   - messages: any number
    ///   - topic: a topic or a queue that was declared
    /// - Throws: `unroutable`, `tooLarge` for a body or for more than 3,000 headers, `full` where Redis has no memory or disk left, `unavailable`,
    ///   `timeout`
    public func publish(_ messages: [Message], to topic: Topic) async throws(MessagingFault) {
        guard !messages.isEmpty else { return }
        if let large = messages.first(where: { $0.body.count > guarantees.maximumBodyBytes }) {
            throw MessagingFault(
                .tooLarge,
                "A body has \(large.body.count) bytes: expected \(guarantees.maximumBodyBytes) at the most")
        }
        if let long = messages.first(where: { $0.headers.count > Self.maximumHeaders }) {
            throw MessagingFault(
                .tooLarge,
                "A message has \(long.headers.count) headers: expected \(Self.maximumHeaders) at the most")
        }
        let lanes = try await streams(of: topic)
        try await askForReplicas()
        var next = 0
        var batch = batch(of: messages, from: &next, topic.kind, to: lanes)
        while let current = batch {
            // The next one is put together while this one is on its way.
            async let answers = publisher.call(current.commands)
            batch = self.batch(of: messages, from: &next, topic.kind, to: lanes)
            do {
                try check(await answers, current, topic)
            } catch {
                hasReplicas.store(false, ordering: .relaxed)
                throw error as? MessagingFault ?? MessagingFault(.engine, "\(label) failed", underlying: error)
            }
        }
    }

    private func declare(
        _ group: RedisGroup, startingAt start: GroupStart, of topic: Topic
    ) async throws(MessagingFault) {
        var commands = RedisScript.begin("declare", group, 2)
        commands.append(start.rawValue)
        commands.append(address.partitions)
        guard let count = try await pipeline.script(commands).integer else { return }
        partitions.withLock { $0[topic] = count }
    }

    private func streams(of topic: Topic) async throws(MessagingFault) -> [String] {
        let group = RedisGroup(topic)
        var count = partitions.withLock { $0[topic] }
        if count == nil {
            count = try await pipeline.script(RedisCommands("HGET", RedisGroup.topics, group.field)).integer
            partitions.withLock { $0[topic] = count }
        }
        guard let count else { throw unroutable(topic) }
        return (0..<group.lanes(partitions: count)).map { group.stream($0, partitions: count) }
    }

    /// Publishes nothing while replicas are away: it would be there, and be published once more with every attempt.
    ///
    /// Asked once, and again after every fault. It is asked on the connection that published, or on a new one: both wait for all that was written
    /// until then.
    private func askForReplicas() async throws(MessagingFault) {
        guard address.replicas > 0, !hasReplicas.load(ordering: .relaxed) else { return }
        let wait = RedisPublication.wait(for: address.replicas, atMost: min(address.timeout, .seconds(1)))
        let answer = try await publisher.call(wait).first
        if case .error(let text)? = answer { throw RedisFault.of(reply: text, label: label) }
        let count = answer?.integer ?? 0
        guard count >= address.replicas else {
            throw MessagingFault(
                .unavailable, "\(count) of \(address.replicas) replicas of \(label) are there: nothing was published")
        }
        hasReplicas.store(true, ordering: .relaxed)
    }

    private func unroutable(_ topic: Topic) -> MessagingFault {
        MessagingFault(.unroutable, "\(label) has no \(topic): it was not declared")
    }

    private func batch(
        of messages: [Message], from next: inout Int, _ kind: Topic.Kind, to lanes: [String]
    ) -> RedisPublication? {
        guard next < messages.count else { return nil }
        let partitions = kind == .queue ? lanes.count - 1 : lanes.count
        return RedisPublication(messages, from: &next, replicas: address.replicas, timeout: address.timeout) {
            message in
            if let key = message.key { return lanes[KeyHash.partition(of: key, among: partitions)] }
            if kind == .queue { return lanes[partitions] }
            return lanes[Int(round.wrappingAdd(1, ordering: .relaxed).oldValue % UInt64(lanes.count))]
        }
    }

    private func check(
        _ answers: [RedisReply], _ publication: RedisPublication, _ topic: Topic
    ) throws(MessagingFault) {
        // The first error is the cause; that of EXEC only says that there was one.
        for case .error(let text) in answers { throw RedisFault.of(reply: text, label: label) }
        for case .error(let text) in publication.results(answers) { throw RedisFault.of(reply: text, label: label) }
        for case .null in publication.results(answers) {
            partitions.withLock { $0[topic] = nil }
            throw unroutable(topic)
        }
        if address.replicas > 0, let count = answers.last?.integer, count < address.replicas {
            throw MessagingFault(
                .timeout, "\(count) of \(address.replicas) replicas of \(label) confirmed what was published in time")
        }
    }
}
