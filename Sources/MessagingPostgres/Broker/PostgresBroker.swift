import BlockingIO
public import Logging
public import Messaging

/// Topics and queues in a PostgreSQL, in a schema of their own (`florin`).
///
/// URL: `postgres://user:password@host:port/database`, with the options `timeout`, `sslmode`, `sslrootcert`, `sslcert`, `sslkey`, `sslcrl`,
/// `channel_binding` and `application_name`. The schema is made by the first connection that does not find it.
///
/// Connections: one for publishing, one for everything else, one that listens as soon as there are consumers, and one for each consumer; each
/// has a thread.
public final class PostgresBroker: MessageBroker {
    enum Role {
        case publishing, keeping
    }

    struct State {
        var clients: [Role: PostgresClient] = [:]
        var listener: NotificationListener?
        var consumers: [UInt64: PostgresConsumer] = [:]
        var lastConsumer: UInt64 = 0
        var isClosed = false
    }

    let settings: PostgresSettings
    let logger: Logger
    let state = Monitor(State())
    let publications = RequestQueue<Publication, Bool>(maximumWeight: Publication.maximumWeight) {
        $0.topic == $1.topic
    }

    /// What PostgreSQL and this driver promise: everything.
    public let guarantees = Guarantees()

    /// The engine and where it is.
    public var label: String { settings.label }

    /// Reads a URL; connects later.
    /// - Parameters:
    ///   - url: where the server is
    ///   - logger: gets what happens to the connections
    /// - Throws: ``MessagingFault`` (`invalid`) with what is wrong in the URL
    public init(_ url: BrokerURL, logger: Logger) throws(MessagingFault) {
        settings = try PostgresSettings(url)
        self.logger = logger
    }

    deinit {
        state.withLock { $0.listener }?.stop()
    }

    // MARK: Connections

    /// Connects, to find out whether the URL, the user and the password are right.
    /// - Throws: `denied` and `invalid` where waiting helps nothing, `unavailable` and `timeout` where it may
    public func connect() async throws(MessagingFault) {
        try await keeper().connect()
    }

    /// The connection for everything but publishing and consuming.
    func keeper() throws(MessagingFault) -> PostgresClient {
        try client(.keeping)
    }

    /// The connection for publishing.
    func publisher() throws(MessagingFault) -> PostgresClient {
        try client(.publishing)
    }

    private func client(_ role: Role) throws(MessagingFault) -> PostgresClient {
        try state.withLock { state throws(MessagingFault) in
            guard !state.isClosed else { throw closed() }
            if let client = state.clients[role] { return client }
            let client = try PostgresClient(settings, logger: logger)
            state.clients[role] = client
            return client
        }
    }

    private func listener(in state: inout State) throws(MessagingFault) -> NotificationListener {
        if let listener = state.listener { return listener }
        let listener = try NotificationListener(settings, logger: logger)
        state.listener = listener
        return listener
    }

    private func closed() -> MessagingFault {
        MessagingFault(.closed, "\(label): the broker was closed")
    }

    /// Closes every connection; consumers leave first.
    public func close() async {
        let last = state.withLock { state in
            defer {
                state = State(lastConsumer: state.lastConsumer, isClosed: true)
            }
            return state
        }
        await withDiscardingTaskGroup { leaving in
            for consumer in last.consumers.values { leaving.addTask { await consumer.leave() } }
        }
        await last.listener?.close()
        for client in last.clients.values { await client.close() }
    }

    // MARK: Consumers

    /// Joins a group that was declared.
    /// - Parameters:
    ///   - group: the group
    ///   - settings: how it takes part
    /// - Returns: a new member
    /// - Throws: `unroutable` where the group was not declared
    public func join(
        _ group: ConsumerGroup, _ settings: ConsumerSettings
    ) async throws(MessagingFault) -> any MessageConsumer {
        guard (1...65_535).contains(settings.prefetch), settings.lease >= .seconds(1),
            settings.lease <= .seconds(43_200)
        else {
            throw MessagingFault(.invalid, "A consumer has a prefetch of 1 to 65535 and a lease of 1 s to 12 h")
        }
        let client = try PostgresClient(self.settings, logger: logger)
        let consumer = try state.withLock { state throws(MessagingFault) -> PostgresConsumer in
            guard !state.isClosed else { throw closed() }
            let listener = try listener(in: &state)
            state.lastConsumer += 1
            let number = state.lastConsumer
            let consumer = PostgresConsumer(
                group, settings, client: client, listener: listener, number: number, label: label
            ) { [weak self] in
                self?.state.withLock { $0.consumers[number] = nil }
            }
            state.consumers[number] = consumer
            return consumer
        }
        do throws(MessagingFault) {
            try await consumer.join()
        } catch {
            await consumer.leave()
            throw error
        }
        return consumer
    }
}
