import BlockingIO
import CRdkafka
import Logging
import Messaging
import Synchronization

/// An idempotent producer: confirmed by all replicas, in order within a partition, nothing twice.
///
/// It lives until something fails that could leave a gap (a deadline, a fatal error); then it is retired, and the next call gets a new one.
/// Where only some partitions do not answer, what is under way for others is waited for before it ends.
final class KafkaProducer: Sendable {
    private struct State {
        var batches: [UInt: KafkaBatch] = [:]
        var nextBatch: UInt = 1
        var topics: [String: KafkaTopicHandle] = [:]
        /// When the topics were asked for.
        var topicsTime = ContinuousClock.now
        var isRetired = false
        var hasEnded = false
    }

    /// How long the numbers of partitions are believed, of all topics together, as Kafka's own clients do.
    private static let topicsAge = Duration.seconds(300)

    let handle: KafkaHandle
    let health: KafkaHealth
    private let settings: KafkaSettings
    private let events: KafkaEvents
    private let state = Mutex(State())

    /// Makes a producer and starts its thread; it connects by itself.
    /// - Parameters:
    ///   - settings: the cluster's URL
    ///   - logger: gets what librdkafka logs
    /// - Throws: `invalid` with what librdkafka does not accept, `unavailable` where the system gives no thread
    init(_ settings: KafkaSettings, logger: Logger) throws(MessagingFault) {
        self.settings = settings
        let configuration = try KafkaConfiguration(settings, events: RD_KAFKA_EVENT_DR)
        try configuration.set("enable.idempotence", "true")
        try configuration.set("acks", "all")
        try configuration.set("linger.ms", "2")
        try configuration.set("retry.backoff.ms", "50")
        try configuration.set("batch.num.messages", "\(settings.batch)")
        try configuration.set("batch.size", "1000000")
        try configuration.set("queue.buffering.max.messages", "\(KafkaLimits.queuedMessages)")
        try configuration.set("queue.buffering.max.kbytes", "\(KafkaLimits.queuedKilobytes)")
        // Deadlines are ours: a message that expired in the middle would leave a gap.
        try configuration.set("message.timeout.ms", "0")
        try configuration.set("request.timeout.ms", "\(max(1000, min(settings.timeout.milliseconds, 900_000)))")
        handle = try KafkaHandle(.producer, configuration, label: settings.label)
        health = KafkaHealth(label: settings.label, logger: logger)
        let queue = KafkaQueue.main(of: handle)
        unsafe rd_kafka_set_log_queue(handle.pointer, nil)
        events = KafkaEvents(queue)
    }

    /// Starts the thread; it keeps the producer until that is retired.
    /// - Throws: `unavailable` where the system gives no thread
    func start() throws(MessagingFault) {
        let tick = Int32(clamping: max(50, min(1000, settings.timeout.milliseconds / 4)))
        do {
            try unsafe events.start(
                name: "kafka-produce", tick: { tick }, serve: { [self] in unsafe serve($0) }, look: { [self] in look() }
            )
        } catch {
            throw MessagingFault(.unavailable, "\(settings.label): no thread for the client", underlying: error)
        }
    }

    /// Whether it does not take messages any more.
    var isRetired: Bool { state.withLock { $0.isRetired } }

    /// Whether nothing of it is under way any more.
    var hasEnded: Bool { state.withLock { $0.hasEnded } }

    /// Ends it: what is under way fails.
    /// - Parameter fault: why
    func retire(_ fault: MessagingFault) {
        let batches: [KafkaBatch]? = state.withLock { state in
            guard !state.hasEnded else { return nil }
            state.isRetired = true
            state.hasEnded = true
            defer {
                state.batches = [:]
                state.topics = [:]
            }
            return Array(state.batches.values)
        }
        guard let batches else { return }
        for batch in batches { batch.fail(fault) }
        let everything = RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT | RD_KAFKA_PURGE_F_NON_BLOCKING
        unsafe rd_kafka_purge(handle.pointer, Int32(everything))
        events.stop()
    }

    /// The topic that was asked for before, if it was.
    func knownTopic(_ name: String) -> KafkaTopicHandle? {
        state.withLock { state in
            if state.topicsTime + Self.topicsAge < .now {
                state.topics = [:]
                state.topicsTime = .now
            }
            return state.topics[name]
        }
    }

    /// Remembers a topic.
    func remember(_ topic: KafkaTopicHandle) {
        state.withLock { state in
            if !state.isRetired { state.topics[topic.name] = topic }
        }
    }

    /// Forgets a topic, whose partitions may have changed.
    func forget(_ name: String) {
        state.withLock { _ = $0.topics.removeValue(forKey: name) }
    }

    /// Sends records in order, and returns once all of them are confirmed.
    /// - Parameters:
    ///   - records: the records
    ///   - topic: where to
    /// - Returns: false where it is retired, and sent nothing
    /// - Throws: what keeps them from being confirmed
    func send(_ records: [KafkaRecord], to topic: KafkaTopicHandle) async throws(MessagingFault) -> Bool {
        let batch = KafkaBatch(topic, timeout: settings.timeout)
        let number: UInt? = state.withLock { state in
            guard !state.isRetired else { return nil }
            state.nextBatch += 1
            state.batches[state.nextBatch] = batch
            return state.nextBatch
        }
        guard let number else { return false }
        defer { state.withLock { _ = $0.batches.removeValue(forKey: number) } }
        do {
            for record in records {
                while try produce(record, to: topic, batch, number) == false { try await batch.waitForRoom() }
            }
            try await batch.finish()
            return true
        } catch {
            if error.code == .unroutable { forget(topic.name) }
            throw error
        }
    }

    /// Gives one record to the client library.
    /// - Returns: false when that has no room
    private func produce(
        _ record: KafkaRecord, to topic: KafkaTopicHandle, _ batch: KafkaBatch, _ number: UInt
    ) throws(MessagingFault) -> Bool {
        if let fault = batch.fault { throw fault }
        let list = record.headers
        let headers = unsafe rd_kafka_headers_new(list.count)
        for (name, value) in list {
            var value = value
            value.withUTF8 { bytes in
                _ = unsafe rd_kafka_header_add(headers, name, -1, bytes.baseAddress, bytes.count)
            }
        }
        let partition = topic.partition(of: record)
        batch.sent(1, to: partition)
        var key = record.message.key ?? ""
        let hasKey = record.message.key != nil
        let error = key.withUTF8 { key in
            unsafe record.message.body.withUnsafeBytes { body in
                // A key without bytes is not the same as no key.
                let keyStart =
                    unsafe hasKey ? (key.baseAddress.map { unsafe UnsafeRawPointer($0) } ?? KafkaEmpty.address) : nil
                return unsafe florin_kafka_produce(
                    handle.pointer, topic.pointer, partition, keyStart, key.count,
                    body.baseAddress ?? KafkaEmpty.address, body.count, headers,
                    UnsafeMutableRawPointer(bitPattern: number))
            }
        }
        if error == RD_KAFKA_RESP_ERR_NO_ERROR { return true }
        batch.sent(-1, to: partition)
        unsafe rd_kafka_headers_destroy(headers)
        if error == RD_KAFKA_RESP_ERR__QUEUE_FULL { return false }
        throw KafkaFault.of(error, settings.label, "publishing to \(topic.name)")
    }

    private func serve(_ event: OpaquePointer) {
        if unsafe rd_kafka_event_type(event) == RD_KAFKA_EVENT_DR {
            unsafe serveReports(event)
        } else if let error = unsafe health.take(event) {
            if error == RD_KAFKA_RESP_ERR__FATAL {
                retire(MessagingFault(.unavailable, "\(settings.label): the connection has to be renewed"))
            } else if let denial = health.denial {
                retire(denial)
            }
        }
    }

    private func serveReports(_ event: OpaquePointer) {
        var messages = unsafe [UnsafePointer<rd_kafka_message_t>?](repeating: nil, count: 512)
        while true {
            let count = unsafe rd_kafka_event_message_array(event, &messages, messages.count)
            guard count > 0 else { break }
            var start = 0
            while start < count {
                guard let first = unsafe messages[start] else { break }
                let tag = unsafe first.pointee._private
                let error = unsafe first.pointee.err
                let partition = unsafe first.pointee.partition
                var end = start + 1
                while end < count, let next = unsafe messages[end], unsafe next.pointee._private == tag,
                    unsafe next.pointee.err == error, unsafe next.pointee.partition == partition
                { end += 1 }
                report(UInt(bitPattern: tag), end - start, partition, error)
                start = end
            }
        }
        let batches = state.withLock { Array($0.batches.values) }
        for batch in batches { batch.makeRoom() }
    }

    private func report(_ number: UInt, _ count: Int, _ partition: Int32, _ error: rd_kafka_resp_err_t) {
        let batch = state.withLock { $0.batches[number] }
        guard error != RD_KAFKA_RESP_ERR_NO_ERROR else {
            health.recover()
            batch?.confirmed(count, in: partition, nil)
            return
        }
        batch?.confirmed(count, in: partition, health.fault(error, "publishing"))
    }

    /// Looks at the deadlines.
    ///
    /// A late call fails alone. The producer takes no new messages then, because those that are late cannot be taken back one by one; it
    /// ends, and they with it, once nobody waits for others.
    private func look() -> Bool {
        let now = ContinuousClock.now
        let (late, isOver) = state.withLock { state in
            let late = state.batches.filter { $0.value.isOverdue(now) }
            for number in late.keys { state.batches[number] = nil }
            if !late.isEmpty {
                state.isRetired = true
                state.topics = [:]
            }
            return (late.values, state.isRetired && state.batches.isEmpty)
        }
        for batch in late { batch.fail(lateness(batch)) }
        if isOver { retire(MessagingFault(.unavailable, "\(settings.label): the connection has to be renewed")) }
        return !isOver
    }

    /// Why nobody confirmed messages in time.
    private func lateness(_ batch: KafkaBatch) -> MessagingFault {
        let action = "publishing to \(batch.topic)"
        if let fault = health.fault(action) { return fault }
        let partitions = batch.unconfirmed.prefix(16).map { "\($0)" }.joined(separator: ", ")
        return MessagingFault(
            .timeout,
            "\(settings.label): \(action) was not confirmed in time by the partitions \(partitions): "
                + "they may have no leader, or fewer replicas in sync than min.insync.replicas wants")
    }
}
