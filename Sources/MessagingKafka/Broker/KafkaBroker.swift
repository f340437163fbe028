public import Logging
public import Messaging
import Synchronization

/// Apache Kafka 3.6, through librdkafka.
///
/// A topic is a topic, a group is a consumer group `‹topic›.‹group›` (a queue's: the queue's name) with topics of its own for retries and
/// dead letters. The URL is `kafka://user:password@host:port` or `kafka+tls://…`, with the options `brokers` (more of them, as
/// `host:port,host:port`), `mechanism` (`PLAIN`, `SCRAM-SHA-256`, `SCRAM-SHA-512`), `cacert` (a file), `partitions`, `replication` and
/// `retention` of new topics (8, and what the broker has set), `expired` (refuse: see ``GroupBeginning``), `trim` (false: see
/// ``KafkaNames/isOwn(_:)``), `session` (10s: when a member that says nothing counts as dead), `batch` (10,000 messages at the most), `wait`
/// (500: how many milliseconds a fetch may wait for messages) and `timeout`.
public final class KafkaBroker: MessageBroker {
    /// What Kafka and this driver promise.
    public let guarantees: Guarantees
    let engine: KafkaEngine
    private let members = Mutex<[KafkaMember]>([])

    /// Reads the URL; nothing is connected.
    /// - Parameters:
    ///   - url: of the scheme `kafka` or `kafka+tls`
    ///   - logger: gets what the client library logs
    /// - Throws: ``MessagingFault`` (`invalid`) with what is wrong with the URL
    public init(_ url: BrokerURL, logger: Logger) throws(MessagingFault) {
        let settings = try KafkaSettings(url)
        engine = KafkaEngine(settings, logger: logger)
        var guarantees = Guarantees()
        guarantees.order = .perKey
        guarantees.queueOrder = .perKey
        guarantees.keyedRetry = .member
        guarantees.lease = .connection
        guarantees.crashCount = .uncounted
        guarantees.retryLateBy = .seconds(2)
        guarantees.retriesSurviveRestart = true
        guarantees.depth = .exactWhenQuiet
        guarantees.deadLettering = .atLeastOnce
        guarantees.starts = [.beginning, .end]
        guarantees.keepsWithoutGroups = true
        guarantees.maximumBodyBytes = KafkaLimits.bodyBytes
        guarantees.maximumMembers = settings.partitions
        // The session ends, the others learn it with their next sign of life, finish what they have, and share the partitions out.
        guarantees.takeover = settings.session + KafkaMember.drain + .seconds(7)
        self.guarantees = guarantees
    }

    deinit {
        engine.close()
    }

    /// Kafka, and its first brokers.
    public var label: String { engine.settings.label }

    /// Connects: see ``MessageBroker/connect()``.
    /// - Throws: `denied` where Kafka refuses the user or the certificate, `unavailable` and `timeout` where it does not answer
    public func connect() async throws(MessagingFault) {
        try await engine.blocking { (admin) throws(MessagingFault) in try admin.greet() }
    }

    /// Publishes messages: see ``MessageBroker/publish(_:to:)``.
    ///
    /// The deadline begins anew with everything that Kafka confirms, so that a large array may take longer.
    /// - Parameters:
    ///   - messages: any number
    ///   - topic: a topic or a queue that was declared
    /// - Throws: `unroutable` where it was not declared, `tooLarge`, and what keeps Kafka from confirming
    public func publish(_ messages: [Message], to topic: Topic) async throws(MessagingFault) {
        for message in messages where message.body.count > KafkaLimits.bodyBytes {
            throw MessagingFault(
                .tooLarge,
                "A message of \(message.body.count) bytes is too large for \(label): at most \(KafkaLimits.bodyBytes)")
        }
        try await engine.send(messages.map { KafkaRecord($0) }, to: topic.name)
    }

    /// Joins a group: see ``MessageBroker/join(_:_:)``.
    ///
    /// Returns once the group has shared its partitions out, which takes Kafka some seconds, or at the deadline without that. Where other
    /// members of this process have messages in hands it returns at once: the group waits for those first.
    /// - Parameters:
    ///   - group: the group
    ///   - settings: how it takes part
    /// - Returns: a new member
    /// - Throws: `unroutable` where the group was not declared
    public func join(
        _ group: ConsumerGroup, _ settings: ConsumerSettings
    ) async throws(MessagingFault) -> any MessageConsumer {
        let names = KafkaNames(group, trims: engine.settings.trims)
        _ = try await positions(of: names)
        let isIdle = KafkaMembers.inFlight(names, in: label) == (0, 0)
        let member = try KafkaMember(names, settings, of: engine)
        try member.start()
        members.withLock { members in
            members.removeAll { $0.hasLeft }
            members.append(member)
        }
        if isIdle { await member.waitForAssignment(until: .now + engine.settings.timeout) }
        return KafkaConsumer(member)
    }

    /// Where a group is.
    /// - Parameter names: the group
    /// - Returns: its partitions and its positions in them
    /// - Throws: `unroutable` where the group was not declared
    func positions(
        of names: KafkaNames
    ) async throws(MessagingFault) -> (partitions: [KafkaPartition], known: [KafkaPartition: KafkaPosition]) {
        let partitions = try await partitions(of: names)
        let known = try await engine.blocking { (admin) throws(MessagingFault) in
            try admin.committed(names.id, partitions)
        }
        guard known.isEmpty else { return (partitions, known) }
        guard engine.told.contains(names.group) else {
            throw MessagingFault(.unroutable, "\(label) has no \(names.group): it was not declared")
        }
        // Declared, and forgotten by Kafka since, while there was no member for days.
        let policy = engine.settings.expired
        let begun = try await engine.blocking { (admin) throws(MessagingFault) in
            try admin.begin(names, partitions, at: .beginning, isNew: false, expired: policy)
            return try admin.committed(names.id, partitions)
        }
        return (partitions, begun)
    }

    /// The partitions that a group consumes, those of its retries included.
    func partitions(of names: KafkaNames) async throws(MessagingFault) -> [KafkaPartition] {
        var partitions: [KafkaPartition] = []
        for name in names.subscribed {
            let topic = try await engine.topic(name)
            for number in 0..<topic.partitions { partitions.append(KafkaPartition(topic: name, number: number)) }
        }
        return partitions
    }

    /// Closes: see ``MessageBroker/close()``.
    public func close() async {
        let members = members.withLock { members in
            defer { members = [] }
            return members
        }
        await withTaskGroup { group in
            for member in members { group.addTask { await member.leave() } }
        }
        engine.close()
    }
}
