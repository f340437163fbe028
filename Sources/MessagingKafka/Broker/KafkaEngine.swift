import BlockingIO
import Logging
import Messaging
import Synchronization

/// The clients that a broker has for one cluster: a producer, threads for calls that block, and readers.
final class KafkaEngine: Sendable {
    private struct State: Sendable {
        var producer: KafkaProducer?
        /// Those before it, which may wait for something still.
        var retired: [KafkaProducer] = []
        var pool: WorkerPool?
        var readers: [KafkaReader] = []
        var told: Set<ConsumerGroup> = []
        var isClosed = false
    }

    let settings: KafkaSettings
    let logger: Logger
    private let state = Mutex(State())

    init(_ settings: KafkaSettings, logger: Logger) {
        self.settings = settings
        self.logger = logger
    }

    /// The producer; a new one where there is none, or the last one was retired.
    /// - Throws: `closed` after ``close()``, `invalid` with what librdkafka does not accept
    func producer() throws(MessagingFault) -> KafkaProducer {
        try state.withLock { (state) throws(MessagingFault) in
            guard !state.isClosed else { throw MessagingFault(.closed, "The broker \(settings.label) was closed") }
            if let producer = state.producer, !producer.isRetired { return producer }
            let producer = try KafkaProducer(settings, logger: logger)
            try producer.start()
            state.retired.removeAll(where: \.hasEnded)
            if let old = state.producer { state.retired.append(old) }
            state.producer = producer
            return producer
        }
    }

    /// Runs calls that block on a thread that is there for it.
    /// - Parameter body: makes the calls
    /// - Returns: what it returns
    /// - Throws: what it throws, `timeout` where its turn does not come in time
    func blocking<Result: Sendable>(
        _ body: @escaping @Sendable (KafkaAdmin) throws(MessagingFault) -> Result
    ) async throws(MessagingFault) -> Result {
        let deadline = KafkaDeadline(settings.timeout, label: settings.label)
        let producer = try producer()
        let admin = KafkaAdmin(handle: producer.handle, health: producer.health, deadline: deadline)
        do {
            return try await pool().run {
                try deadline.check()
                return try body(admin)
            }
        } catch let fault as MessagingFault {
            throw fault
        } catch {
            throw MessagingFault(.unavailable, "\(settings.label): the client has no thread", underlying: error)
        }
    }

    private func pool() throws -> WorkerPool {
        try state.withLock { state in
            if let pool = state.pool { return pool }
            let pool = try WorkerPool(name: "kafka-call", count: 4)
            state.pool = pool
            return pool
        }
    }

    /// A topic that there is.
    /// - Parameter name: the topic's name
    /// - Returns: what messages are sent to
    /// - Throws: `unroutable` where it was not declared
    func topic(_ name: String) async throws(MessagingFault) -> KafkaTopicHandle {
        let producer = try producer()
        if let topic = producer.knownTopic(name) { return topic }
        let found = try await blocking { (admin) throws(MessagingFault) in try admin.topic(name) }
        guard let found else {
            throw MessagingFault(.unroutable, "\(settings.label) has no topic \(name): it was not declared")
        }
        producer.remember(found)
        return found
    }

    /// Sends records in order, and returns once the engine has confirmed all of them.
    /// - Parameters:
    ///   - records: the records
    ///   - name: the topic
    /// - Throws: see ``MessageBroker/publish(_:to:)``
    func send(_ records: [KafkaRecord], to name: String) async throws(MessagingFault) {
        guard !records.isEmpty else { return }
        while true {
            let topic = try await topic(name)
            let producer = try producer()
            // Another one since: the topic belongs to the client that was asked.
            guard producer.handle === topic.handle else { continue }
            if try await producer.send(records, to: topic) { return }
        }
    }

    /// Lends a reader.
    /// - Parameter body: reads with it
    /// - Returns: what it returns
    /// - Throws: what it throws
    func reading<Result>(_ body: (KafkaReader) throws(MessagingFault) -> Result) throws(MessagingFault) -> Result {
        let idle = state.withLock { $0.readers.popLast() }
        let reader = if let idle { idle } else { try KafkaReader(settings, logger: logger) }
        let result = try body(reader)
        state.withLock { state in
            if !state.isClosed, state.readers.count < 2 { state.readers.append(reader) }
        }
        return result
    }

    /// Remembers a group that it was told of.
    func tell(_ group: ConsumerGroup) {
        state.withLock { _ = $0.told.insert(group) }
    }

    /// The groups that it was told of.
    var told: Set<ConsumerGroup> { state.withLock { $0.told } }

    /// Closes the clients.
    func close() {
        let producers = state.withLock { state in
            state.isClosed = true
            state.readers = []
            state.pool = nil
            defer { (state.producer, state.retired) = (nil, []) }
            return state.retired + [state.producer].compactMap(\.self)
        }
        for producer in producers {
            producer.retire(MessagingFault(.closed, "The broker \(settings.label) was closed"))
        }
    }
}
