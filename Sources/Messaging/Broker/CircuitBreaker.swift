import BlockingIO
public import ServiceLifecycle

/// An engine whose calls fail at once while it is away, instead of waiting for it: for callers that somebody waits for.
///
/// A call that ends in `unavailable` opens the circuit, and so does a publication, a declaration or a join that ends in `timeout`; from then on every
/// call throws what that one threw. ``run()`` asks the engine meanwhile, and closes the circuit with the first answer. While it does not run, every
/// call goes through.
///
/// Members that have joined are not guarded: they wait for the engine, and find out by themselves what they have lost.
public final class CircuitBreaker: MessageBroker, Service {
    private struct State {
        var fault: MessagingFault?
        var isWatched = false
    }

    private let broker: any MessageBroker
    private let probed: ConsumerGroup
    private let state = Monitor(State())
    private let opened: AsyncStream<Void>
    private let opening: AsyncStream<Void>.Continuation

    /// Creates a closed circuit.
    /// - Parameters:
    ///   - broker: the engine
    ///   - group: whose depth the engine is asked for, to find out whether it answers; it need not exist
    public init(_ broker: any MessageBroker, probing group: ConsumerGroup) {
        self.broker = broker
        probed = group
        (opened, opening) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// What keeps calls from going through; `nil` where they do.
    public var fault: MessagingFault? {
        state.withLock { $0.isWatched ? $0.fault : nil }
    }

    /// Opens the circuit: the engine was found to be away.
    /// - Parameter fault: what was found
    public func open(_ fault: MessagingFault) {
        state.withLock { $0.fault = fault }
        opening.yield()
    }

    /// Closes the circuit when the engine answers again, until it is told to stop.
    public func run() async {
        state.withLock { $0.isWatched = true }
        await cancelWhenGracefulShutdown {
            for await _ in self.opened { await self.waitForAnswer() }
        }
        state.withLock { $0.isWatched = false }
    }

    private func waitForAnswer() async {
        var backoff = Backoff(first: .milliseconds(100), maximum: .seconds(2))
        while !Task.isCancelled {
            try? await Task.sleep(for: backoff.pause())
            do throws(MessagingFault) {
                _ = try await broker.depth(of: probed)
            } catch {
                if error.isAbsence { continue }
            }
            return state.withLock { $0.fault = nil }
        }
    }

    /// Calls, unless the circuit is open; a look may take too long in an engine that is there.
    private func guarded<Answer>(
        isLook: Bool = false, _ call: () async throws(MessagingFault) -> Answer
    ) async throws(MessagingFault) -> Answer {
        if let fault { throw fault }
        do throws(MessagingFault) {
            return try await call()
        } catch {
            if isLook ? error.code == .unavailable : error.isAbsence { open(error) }
            throw error
        }
    }

    // MARK: The engine

    /// What the engine promises.
    public var guarantees: Guarantees { broker.guarantees }
    /// The engine and where it is.
    public var label: String { broker.label }

    /// Connects, whether the circuit is open or not.
    public func connect() async throws(MessagingFault) {
        try await broker.connect()
    }

    /// Makes a topic or a queue, if it is not there.
    public func declare(_ topic: Topic) async throws(MessagingFault) {
        try await guarded { () async throws(MessagingFault) in try await broker.declare(topic) }
    }

    /// Makes a group, if it is not there.
    public func declare(_ group: ConsumerGroup, startingAt start: GroupStart) async throws(MessagingFault) {
        try await guarded { () async throws(MessagingFault) in try await broker.declare(group, startingAt: start) }
    }

    /// Publishes messages in order.
    public func publish(_ messages: [Message], to topic: Topic) async throws(MessagingFault) {
        try await guarded { () async throws(MessagingFault) in try await broker.publish(messages, to: topic) }
    }

    /// Joins a group; the member is the engine's own.
    public func join(
        _ group: ConsumerGroup, _ settings: ConsumerSettings
    ) async throws(MessagingFault) -> any MessageConsumer {
        try await guarded { () async throws(MessagingFault) in try await broker.join(group, settings) }
    }

    /// How much a group still has before it.
    public func depth(of group: ConsumerGroup) async throws(MessagingFault) -> Depth {
        try await guarded(isLook: true) { () async throws(MessagingFault) in try await broker.depth(of: group) }
    }

    /// The groups and queues that there are.
    public func groups() async throws(MessagingFault) -> [ConsumerGroup] {
        try await guarded(isLook: true) { () async throws(MessagingFault) in try await broker.groups() }
    }

    /// Looks at dead letters.
    public func deadLetters(
        of group: ConsumerGroup, after id: String?, limit: Int
    ) async throws(MessagingFault) -> [DeadLetter] {
        try await guarded(isLook: true) { () async throws(MessagingFault) in
            try await broker.deadLetters(of: group, after: id, limit: limit)
        }
    }

    /// Gives dead letters back.
    public func redrive(_ ids: [String]?, of group: ConsumerGroup) async throws(MessagingFault) -> Int {
        try await guarded(isLook: true) { () async throws(MessagingFault) in try await broker.redrive(ids, of: group) }
    }

    /// Throws messages of a group away.
    public func purge(_ part: PurgedPart, of group: ConsumerGroup) async throws(MessagingFault) -> Int {
        try await guarded(isLook: true) { () async throws(MessagingFault) in try await broker.purge(part, of: group) }
    }

    /// Closes every connection.
    public func close() async {
        await broker.close()
    }
}

extension MessagingFault {
    /// Whether the engine gave no answer.
    fileprivate var isAbsence: Bool { code == .unavailable || code == .timeout }
}
