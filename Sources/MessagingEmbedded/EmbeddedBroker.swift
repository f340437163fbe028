public import Logging
public import Messaging

/// Queues in a file of SQLite: the engine that is always there.
///
/// Several processes may use one file at the same time. A message is published when its commit is on the disk (`synchronous = FULL`); calls
/// that wait at the same time share a commit. `embedded:/data/queues.sqlite` names the file, `embedded:` alone `queues.sqlite` in the current folder.
///
/// Options: `timeout`, how long a call may take (10s); `checkpoint_mib`, how large the write-ahead log gets (8); `cache_mib`, how
/// much of the file is kept in memory (16); `reserve_mib`, how much room on the disk publishers leave to consumers (16).
public final class EmbeddedBroker: MessageBroker {
    /// What the engine and its driver promise.
    public let guarantees: Guarantees
    /// The engine and its file.
    public let label: String

    let engine: QueueEngine

    /// Reads a URL; nothing is opened yet.
    /// - Parameters:
    ///   - url: where the file is
    ///   - logger: hears of what goes wrong beside the calls
    /// - Throws: ``MessagingFault`` (`invalid`) for a URL that makes no sense
    public init(_ url: BrokerURL, logger: Logger) throws(MessagingFault) {
        let settings = try EmbeddedSettings(url)
        var guarantees = Guarantees()
        guarantees.maximumBodyBytes = Self.maximumBodyBytes
        self.guarantees = guarantees
        label = settings.label
        engine = QueueEngine(settings, logger)
    }

    /// Opens the file, or makes it.
    /// - Throws: `engine` for a file that is damaged or another program's, `denied`, `unavailable`, `full`
    public func connect() async throws(MessagingFault) {
        try await engine.call(isDurable: false) { _ in }
    }

    /// Makes a topic or a queue, if it is not there.
    /// - Parameter topic: the topic or the queue
    /// - Throws: what keeps the file from being written
    public func declare(_ topic: Topic) async throws(MessagingFault) {
        try await engine.call(isDurable: true) { try $0.declare(topic) }
    }

    /// Makes a group, if it is not there, and its topic.
    /// - Parameters:
    ///   - group: the group
    ///   - start: where it starts if it is new
    /// - Throws: what keeps the file from being written
    public func declare(_ group: ConsumerGroup, startingAt start: GroupStart) async throws(MessagingFault) {
        try await engine.call(isDurable: true) { try $0.declare(group, startingAt: start) }
    }

    /// Joins a group that was declared.
    /// - Parameters:
    ///   - group: the group
    ///   - settings: how it takes part
    /// - Returns: a new member
    /// - Throws: `unroutable` where the group was not declared
    public func join(
        _ group: ConsumerGroup, _ settings: ConsumerSettings
    ) async throws(MessagingFault) -> any MessageConsumer {
        let token = UInt64.random(in: 1...UInt64(Int64.max))
        try await engine.call(isDurable: false) { store in
            _ = try store.state(group)
            store.members.join(Member(token: token, group: group, settings: settings))
        }
        return EmbeddedConsumer(engine, group, token: token, label: label)
    }

    /// How much a group still has before it, exact at the moment of the answer.
    /// - Parameter group: a group that was declared
    /// - Returns: its depth
    /// - Throws: `unroutable` where the group was not declared
    public func depth(of group: ConsumerGroup) async throws(MessagingFault) -> Depth {
        try await engine.call(isDurable: false) { try $0.depth(of: group) }
    }

    /// The groups and queues of the file.
    /// - Returns: in the order of their names
    /// - Throws: what keeps the file from being read
    public func groups() async throws(MessagingFault) -> [ConsumerGroup] {
        try await engine.call(isDurable: false) { try $0.groups() }
    }

    /// Closes the file; consumers leave first.
    public func close() async {
        await engine.close()
    }
}
