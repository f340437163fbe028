import BlockingIO
import CRdkafka
import Foundation
import Logging
import Messaging
import Synchronization

/// A member of a consumer group: a client of librdkafka, a thread that serves its events, and what it has.
///
/// Records do not come through the client's own queue but through two of ours, one for the topic and one for its retries: so they are
/// taken only when somebody wants them, while the thread goes on serving the group.
final class KafkaMember: Sendable {
    /// What the mutex keeps.
    struct Inside: Sendable {
        var state = MemberState()
        var turns = CommitTurns()
        var trimming = KafkaTrimming(now: .now)
        /// When to commit anew which dead letters are gone, so that Kafka does not forget it.
        var renewal = ContinuousClock.now + .seconds(86_400)
        /// What the calls under way are told once: the engine went away.
        var breakdown: MessagingFault?
        var isClosing = false
        /// Whether the group has shared its partitions out once since it joined.
        var hasBeenAssigned = false
        /// Whether the client is being told where to fetch from: what it has meanwhile must not be taken.
        var isMoving = false
        var leaveDeadline: ContinuousClock.Instant?
        var leavers: [CheckedContinuation<Void, Never>] = []
    }

    let names: KafkaNames
    let handle: KafkaHandle
    let queue: KafkaQueue
    let records: KafkaQueue
    let retries: KafkaQueue
    let health: KafkaHealth
    let engine: KafkaEngine
    let signal = KafkaSignal()
    let inside = Mutex(Inside())
    let prefetch: Int
    private let events: KafkaEvents

    /// Makes a client and joins with it.
    /// - Parameters:
    ///   - names: the group
    ///   - consumer: how it takes part
    ///   - engine: the cluster
    /// - Throws: `invalid` with what librdkafka does not accept
    init(_ names: KafkaNames, _ consumer: ConsumerSettings, of engine: KafkaEngine) throws(MessagingFault) {
        self.names = names
        self.engine = engine
        prefetch = max(1, consumer.prefetch)
        handle = try KafkaHandle(
            .consumer, Self.configuration(names, consumer, engine.settings), label: engine.settings.label)
        health = KafkaHealth(label: engine.settings.label, logger: engine.logger)
        queue = KafkaQueue.consumer(of: handle)
        records = KafkaQueue.new(of: handle)
        retries = KafkaQueue.new(of: handle)
        events = KafkaEvents(queue)
        unsafe rd_kafka_poll_set_consumer(handle.pointer)
        unsafe rd_kafka_set_log_queue(handle.pointer, queue.pointer)
    }

    private static func configuration(
        _ names: KafkaNames, _ consumer: ConsumerSettings, _ settings: KafkaSettings
    ) throws(MessagingFault) -> KafkaConfiguration {
        let configuration = try KafkaConfiguration(
            settings, events: RD_KAFKA_EVENT_REBALANCE | RD_KAFKA_EVENT_OFFSET_COMMIT)
        try configuration.set("group.id", names.id)
        try configuration.set("client.id", consumer.name)
        try configuration.set("session.timeout.ms", "\(settings.session.milliseconds)")
        // Members learn with it that the group is shared out anew: the pause of all is as long as the slowest takes.
        try configuration.set("heartbeat.interval.ms", "300")
        try configuration.set("max.poll.interval.ms", "\(max(300_000, settings.session.milliseconds))")
        try configuration.set("partition.assignment.strategy", "range")
        try configuration.set("enable.auto.commit", "false")
        try configuration.set("enable.auto.offset.store", "false")
        try configuration.set("auto.offset.reset", "earliest")
        try configuration.set("fetch.wait.max.ms", "\(settings.fetchWait)")
        try configuration.setFetching(atLeast: 10_000)
        return configuration
    }

    /// Begins: subscribes, and starts the thread, which keeps the member until it has left.
    /// - Throws: what keeps it from beginning
    func start() throws(MessagingFault) {
        // The signal outlives the queues: they belong to this member, and the callback is taken away before they go.
        let opaque = unsafe Unmanaged.passUnretained(signal).toOpaque()
        for queue in [records, retries] {
            unsafe rd_kafka_queue_cb_event_enable(
                queue.pointer,
                { _, opaque in
                    guard let opaque = unsafe opaque else { return }
                    unsafe Unmanaged<KafkaSignal>.fromOpaque(opaque).takeUnretainedValue().fire()
                }, opaque)
        }
        let list = KafkaPartitionList(names.subscribed.map { KafkaPartition(topic: $0, number: RD_KAFKA_PARTITION_UA) })
        let error = unsafe rd_kafka_subscribe(handle.pointer, list.pointer)
        guard error == RD_KAFKA_RESP_ERR_NO_ERROR else { throw health.fault(error, "joining \(names.group)") }
        do {
            try unsafe events.start(
                name: "kafka-consume", tick: { [self] in tick }, serve: { [self] in unsafe serve($0) },
                look: { [self] in look() })
        } catch {
            throw MessagingFault(.unavailable, "\(health.label): no thread for the client", underlying: error)
        }
        KafkaMembers.add(self)
    }

    deinit {
        for queue in [records, retries] { unsafe rd_kafka_queue_cb_event_enable(queue.pointer, nil, nil) }
    }

    /// Has the thread look at what changed.
    func wake() {
        events.wake()
    }

    private var tick: Int32 {
        inside.withLock { inside in
            inside.state.phase == .running && !inside.turns.hasWaiters ? 1000 : 50
        }
    }

    /// Milliseconds since 1970, as due times are counted.
    static func now() -> Int64 {
        MessageTime.milliseconds(Date())
    }
}
