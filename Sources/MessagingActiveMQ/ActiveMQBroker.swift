public import Logging
public import Messaging
import NIOCore
import Synchronization

/// ActiveMQ Classic, over STOMP 1.2: `stomp://user:password@host:port?timeout=10s`, 61613 where it names no port; `stomp+ssl://` for TLS (61614),
/// with `cacert=/path/of.pem` where the broker's certificate is not signed by an authority of the system.
///
/// A topic is the virtual topic `VirtualTopic.<topic>`, a group of it the queue `Consumer.<group>.VirtualTopic.<topic>` (with `~` for the dots
/// of the group's name), a queue the queue of its name, the dead letters of a group the queue `florin.dead.<queue>`. Other clients of the
/// engine take part with these names.
///
/// **What the broker's configuration needs** (`activemq.xml`):
/// - `schedulerSupport="true"` on the broker: without it retries come at once.
/// - `<statisticsBrokerPlugin/>` among the plugins, and `xstream.jar` with its parser on the broker's class path (the downloads of Apache have it,
///   Debian's package does not: `libxstream-java`, linked into `lib` of the broker's base folder). Without them the depth is counted by
///   browsing, what waits for a retry is not in it, ``groups()`` knows only what this process declared, and a topic without groups is not noticed.
/// - `<kahaDB … journalDiskSyncStrategy="always"/>`, its default.
/// - for queues `producerFlowControl="false"` (messages wait on disk, not in memory), `maxPageSize` of 2,000 or more (200, the default, lets
///   the messages of one busy member hide those of others), `maxBrowsePageSize` as large as the dead letters of a group may become, and no
///   `gcInactiveDestinations`.
/// - `<systemUsage sendFailIfNoSpace="true">`: a full disk is then an error and not a wait.
/// - the destination interceptors for virtual topics as they are by default (`VirtualTopic.>`, `Consumer.*.`).
public final class ActiveMQBroker: MessageBroker {
    /// How large a body may be; `wireFormat.maxDataLength` and `wireFormat.maxFrameSize` of the broker allow more.
    static let maximumBodyBytes = 16 << 20

    private struct State {
        var publishers: [Topic: TopicPublisher] = [:]
        var tallies: [ConsumerGroup: GroupTally] = [:]
        var routes: [Topic: NIODeadline] = [:]
        var declared: Set<ConsumerGroup> = []
        var members: UInt64 = 0
        var isClosed = false
    }

    /// What ActiveMQ Classic and this driver promise.
    public let guarantees: Guarantees
    /// The engine and where it is.
    public let label: String

    let stomp: StompSettings
    let control: ActiveMQControl
    let logger: Logger
    let publishing: StompLink
    private let state = Mutex(State())

    /// Reads a URL; it does not connect.
    /// - Parameters:
    ///   - url: `stomp://` or `stomp+ssl://`
    ///   - logger: where to log
    /// - Throws: ``MessagingFault`` (`invalid`) for a URL that makes no sense
    public init(_ url: BrokerURL, logger: Logger) throws(MessagingFault) {
        stomp = try StompSettings(url)
        label = stomp.label
        guarantees = Self.promised
        control = ActiveMQControl(stomp, logger: logger)
        publishing = StompLink(stomp)
        self.logger = logger
    }

    /// Connects, to find out whether the URL, the user and the password are right.
    /// - Throws: `denied`, `unavailable` or `timeout`
    public func connect() async throws(MessagingFault) {
        try checkOpen()
        _ = try await publishing.open()
    }

    /// Publishes messages in order: transactions of up to 500 messages, each confirmed when it is on the broker's disk.
    /// - Parameters:
    ///   - messages: any number
    ///   - topic: a topic that has a group, or a queue that was declared
    /// - Throws: `unroutable`, `too_large`, or what keeps it from going on
    public func publish(_ messages: [Message], to topic: Topic) async throws(MessagingFault) {
        try checkOpen()
        try ActiveMQNames.check(topic)
        for message in messages where message.body.count > Self.maximumBodyBytes {
            throw MessagingFault(
                .tooLarge, "A message for \(label) has \(message.body.count) bytes: at most \(Self.maximumBodyBytes)")
        }
        guard !messages.isEmpty else { return }
        try await checkRoute(topic)
        let publisher = state.withLock { state in
            if let publisher = state.publishers[topic] { return publisher }
            let new = TopicPublisher(to: ActiveMQNames.destination(of: topic), stomp, over: publishing)
            state.publishers[topic] = new
            return new
        }
        try await publisher.publish(messages)
    }

    /// Joins a group.
    /// - Parameters:
    ///   - group: the group
    ///   - settings: how it takes part; its lease lasts as long as the connection
    /// - Returns: a new member
    /// - Throws: `unroutable` where the group was not declared
    public func join(
        _ group: ConsumerGroup, _ settings: ConsumerSettings
    ) async throws(MessagingFault) -> any MessageConsumer {
        try checkOpen()
        let found = try await checkExists(group)
        let number = state.withLock { state in
            state.members += 1
            return state.members
        }
        let consumer = ActiveMQConsumer(
            of: group, settings, stomp, tally: tally(of: group),
            name: "\(settings.name)-\(UInt64.random(in: 0 ... .max))-\(number)",
            averageBytes: found?.averageBytes ?? 0, logger: logger)
        do throws(MessagingFault) {
            _ = try await consumer.joined()
        } catch {
            await consumer.leave()
            throw error
        }
        return consumer
    }

    /// Closes every connection; consumers leave first.
    public func close() async {
        let tallies = state.withLock { state in
            state.isClosed = true
            return Array(state.tallies.values)
        }
        for consumer in tallies.flatMap(\.consumers) { await consumer.leave() }
        await publishing.close()
        await control.close()
    }

    func checkOpen() throws(MessagingFault) {
        if state.withLock({ $0.isClosed }) { throw MessagingFault(.closed, "The broker \(label) was closed") }
    }

    func tally(of group: ConsumerGroup) -> GroupTally {
        state.withLock { state in
            if let tally = state.tallies[group] { return tally }
            let new = GroupTally(queue: ActiveMQNames.queue(of: group))
            state.tallies[group] = new
            return new
        }
    }

    func noteDeclared(_ group: ConsumerGroup) {
        state.withLock { _ = $0.declared.insert(group) }
    }

    var declaredGroups: Set<ConsumerGroup> { state.withLock { $0.declared } }

    /// Refuses groups whose queue is not there, as far as the broker says.
    /// - Returns: what the broker says of the queue
    @discardableResult
    func checkExists(_ group: ConsumerGroup) async throws(MessagingFault) -> QueueStatistics? {
        try ActiveMQNames.check(group.topic)
        guard let found = try await control.statistics([ActiveMQNames.queue(of: group)]) else { return nil }
        if let queue = found.first { return queue }
        throw MessagingFault(.unroutable, "\(label) has no \(group): it was not declared")
    }

    // A virtual topic without queues drops what it gets, and a queue that is not there would be made: both are to be errors.
    private func checkRoute(_ topic: Topic) async throws(MessagingFault) {
        if let until = state.withLock({ $0.routes[topic] }), NIODeadline.now() < until { return }
        guard let found = try await control.statistics([ActiveMQNames.queues(of: topic)]) else { return }
        guard !found.isEmpty else {
            throw MessagingFault(
                .unroutable,
                topic.kind == .queue
                    ? "\(label) has no \(topic): it was not declared" : "\(label) has no group of the \(topic)")
        }
        state.withLock { $0.routes[topic] = .now() + .seconds(2) }
    }
}
