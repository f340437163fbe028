import BlockingIO
public import Logging
public import Messaging

/// RabbitMQ 3.10 and later, over AMQP 0-9-1: quorum queues, publishing with confirms.
///
/// `amqp://user:password@host:port/vhost?timeout=10s&partitions=8`, or `amqps://…?cacert=file&cert=file&key=file`. ``Place`` says what is made
/// in the engine.
public final class RabbitMQBroker: MessageBroker {
    /// What this broker knows, and what it counts.
    struct Knowledge: Sendable {
        var places: [Topic: Place] = [:]
        var groups: Set<ConsumerGroup> = []
        var consumed: [ConsumerGroup: Int] = [:]
        var members: [UInt64: Member] = [:]
        var nextMember: UInt64 = 0
        /// For messages without a key.
        var turn = 0
    }

    /// A member that lives as long as its user keeps it.
    struct Member: Sendable {
        weak let consumer: RabbitMQConsumer?
        let group: ConsumerGroup
    }

    let settings: RabbitMQSettings
    let logger: Logger
    let administrator: Administrator
    let publisher: Publisher
    let knowledge = Monitor(Knowledge())

    /// Reads a URL; connects with the first call.
    /// - Parameters:
    ///   - url: `amqp://…` or `amqps://…`
    ///   - logger: where it says what it does
    /// - Throws: `invalid` for a URL that makes no sense
    public init(_ url: BrokerURL, logger: Logger) throws(MessagingFault) {
        settings = try RabbitMQSettings(url)
        self.logger = logger
        administrator = try Administrator(settings)
        publisher = Publisher(settings)
    }

    /// The engine and where it is.
    public var label: String { settings.label }

    /// What RabbitMQ and this driver promise.
    public var guarantees: Guarantees {
        var guarantees = Guarantees()
        guarantees.queueOrder = .perKeyWithinMember
        guarantees.keyedRetry = .member
        guarantees.lease = .connection
        guarantees.crashCount = .uncounted
        guarantees.depth = .exactWhenQuiet
        guarantees.deadLettering = .atLeastOnce
        guarantees.starts = [.end]
        guarantees.keepsWithoutGroups = false
        guarantees.maximumMembers = settings.partitions
        return guarantees
    }

    /// Connects, to find out whether the URL, the user and the password are right.
    /// - Throws: `denied` and `invalid` where waiting helps nothing, `unavailable` and `timeout` where it may
    public func connect() async throws(MessagingFault) {
        try await administrator.connect()
    }

    /// Makes a topic or a queue, if it is not there.
    /// - Parameter topic: the topic or the queue; a queue that somebody else made is taken as it is
    /// - Throws: `denied` where the engine does not let it be made
    public func declare(_ topic: Topic) async throws(MessagingFault) {
        let place = try await administrator.place(of: topic, mustExist: false, until: settings.deadline())
        let queue = topic.kind == .queue ? try ConsumerGroup(queue: topic.name) : nil
        knowledge.withLock { knowledge in
            knowledge.places[topic] = place
            if let queue { knowledge.groups.insert(queue) }
        }
    }

    /// Makes a group, if it is not there, and its topic.
    /// - Parameters:
    ///   - group: the group
    ///   - start: `end` for a group of a topic: RabbitMQ keeps nothing for groups to come
    /// - Throws: `unsupported` for another start
    public func declare(_ group: ConsumerGroup, startingAt start: GroupStart) async throws(MessagingFault) {
        guard group.topic.kind == .queue || guarantees.starts.contains(start) else {
            throw MessagingFault(
                .unsupported,
                "\(label) keeps nothing for groups to come: a group starts at the end, not at the \(start)")
        }
        try await declare(group.topic)
        guard group.topic.kind == .topic else { return }
        let deadline = settings.deadline()
        try await administrator.make(group, at: place(of: group.topic, until: deadline), until: deadline)
        _ = knowledge.withLock { $0.groups.insert(group) }
    }

    /// Publishes messages in order, and returns once the engine has confirmed all of them.
    /// - Parameters:
    ///   - messages: any number
    ///   - topic: a topic or a queue that was declared
    /// - Throws: `unroutable` where the topic was not declared, or has no group; `full` where the engine refuses messages
    public func publish(_ messages: [Message], to topic: Topic) async throws(MessagingFault) {
        guard !messages.isEmpty else { return }
        let place = try await place(of: topic, until: settings.deadline())
        let limit = guarantees.maximumBodyBytes
        for message in messages {
            guard message.body.count <= limit, !isTooLarge(message) else {
                throw MessagingFault(
                    .tooLarge,
                    "\(label) takes bodies of \(limit) bytes, and attributes of \(AMQPMessage.maximumHeaderBytes) bytes together"
                )
            }
        }
        let turn = knowledge.withLock { knowledge in
            defer { knowledge.turn = (knowledge.turn + messages.count) % 1_000_000_007 }
            return knowledge.turn
        }
        do throws(MessagingFault) {
            try await publisher.publish(messages.count) { index in
                let message = messages[index]
                let isQueue = topic.kind == .queue
                return Outgoing(
                    exchange: isQueue ? "" : topic.name,
                    routingKey: isQueue ? topic.name : String(place.lane(for: message, turn: turn + index)),
                    message: AMQPMessage(message))
            }
        } catch {
            // It may have been deleted since, and made anew with another number of lanes.
            if error.code == .unroutable { knowledge.withLock { $0.places[topic] = nil } }
            throw error
        }
    }

    /// Joins a group that was declared.
    /// - Parameters:
    ///   - group: the group
    ///   - consumer: how it takes part
    /// - Returns: a new member
    /// - Throws: `unroutable` where the group was not declared
    public func join(
        _ group: ConsumerGroup, _ consumer: ConsumerSettings
    ) async throws(MessagingFault) -> any MessageConsumer {
        let place = try await place(of: group.topic, until: settings.deadline())
        let membership = Membership(
            settings: settings, group: group, place: place, name: consumer.name,
            state: Monitor(MemberState(prefetch: min(max(1, consumer.prefetch), 65_535))), wakeup: Wakeup(),
            publisher: publisher)
        let knowledge = knowledge
        let member = try RabbitMQConsumer(membership) { count in
            knowledge.withLock { $0.consumed[group, default: 0] += count }
        }
        do throws(MessagingFault) {
            try await member.join()
        } catch {
            await member.leave()
            throw error
        }
        knowledge.withLock { knowledge in
            knowledge.members = knowledge.members.filter { $1.consumer != nil }
            knowledge.members[knowledge.nextMember] = Member(consumer: member, group: group)
            knowledge.nextMember += 1
            knowledge.groups.insert(group)
        }
        return member
    }

    /// Closes every connection; consumers leave first.
    public func close() async {
        for member in knowledge.withLock({ Array($0.members.values) }) { await member.consumer?.leave() }
        knowledge.withLock { $0.members = [:] }
        await publisher.close()
        await administrator.close()
    }

    /// Where a topic is; looks for it in the engine the first time.
    func place(of topic: Topic, until deadline: UInt64) async throws(MessagingFault) -> Place {
        if let place = knowledge.withLock({ $0.places[topic] }) { return place }
        do throws(MessagingFault) {
            let place = try await administrator.place(of: topic, mustExist: true, until: deadline)
            knowledge.withLock { $0.places[topic] = place }
            return place
        } catch {
            throw error.code == .unroutable ? settings.unroutable("\(topic)") : error
        }
    }

    private func isTooLarge(_ message: Message) -> Bool {
        // Without putting it together: an upper bound, and only what is near the limit is looked at closely.
        let texts = message.headers.reduce(message.subject.utf8.count + message.source.utf8.count) {
            $0 + $1.key.utf8.count + $1.value.utf8.count
        }
        let more = message.id.utf8.count + message.type.utf8.count * 2 + message.contentType.utf8.count
        guard texts + more + (message.key?.utf8.count ?? 0) + message.headers.count * 32 > 32_768 else { return false }
        return AMQPMessage(message).headerBytes > AMQPMessage.maximumHeaderBytes
    }
}
