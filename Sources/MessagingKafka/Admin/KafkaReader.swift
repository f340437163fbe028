import CRdkafka
import Logging
import Messaging

/// Reads records of a partition without being a member of anything: for looking at dead letters and at what waits.
///
/// Its calls block, and one thread uses it at a time.
final class KafkaReader: Sendable {
    private let handle: KafkaHandle
    private let queue: KafkaQueue
    private let events: KafkaQueue
    private let health: KafkaHealth

    /// Makes a reader; it connects by itself.
    /// - Parameters:
    ///   - settings: the cluster's URL
    ///   - logger: gets what librdkafka logs
    /// - Throws: `invalid` with what librdkafka does not accept
    init(_ settings: KafkaSettings, logger: Logger) throws(MessagingFault) {
        let configuration = try KafkaConfiguration(settings, events: 0)
        try configuration.set("enable.partition.eof", "true")
        try configuration.set("fetch.wait.max.ms", "10")
        try configuration.setFetching(atLeast: 1000)
        handle = try KafkaHandle(.consumer, configuration, label: settings.label)
        queue = KafkaQueue.new(of: handle)
        events = KafkaQueue.main(of: handle)
        health = KafkaHealth(label: settings.label, logger: logger)
        unsafe rd_kafka_set_log_queue(handle.pointer, nil)
    }

    /// Reads a partition.
    /// - Parameters:
    ///   - partition: the partition
    ///   - bounds: which offsets
    ///   - deadline: when to give up
    ///   - body: takes one record after the other; false ends reading
    /// - Throws: what keeps it from going on
    func read(
        _ partition: KafkaPartition, _ bounds: Range<Int64>, until deadline: KafkaDeadline,
        _ body: (KafkaArrival) -> Bool
    ) throws(MessagingFault) {
        let topic = partition.topic
        guard !bounds.isEmpty, let pointer = unsafe rd_kafka_topic_new(handle.pointer, topic, nil) else { return }
        let owner = unsafe KafkaTopicHandle(name: topic, pointer: pointer, partitions: 1, of: handle)
        guard
            unsafe rd_kafka_consume_start_queue(owner.pointer, partition.number, bounds.lowerBound, queue.pointer) == 0
        else {
            throw health.fault(rd_kafka_last_error(), "reading \(topic)")
        }
        defer {
            unsafe rd_kafka_consume_stop(owner.pointer, partition.number)
            while let rest = unsafe rd_kafka_consume_queue(queue.pointer, 0) { unsafe rd_kafka_message_destroy(rest) }
            drainEvents()
        }
        var next = bounds.lowerBound
        while true {
            guard let record = unsafe rd_kafka_consume_queue(queue.pointer, min(500, deadline.milliseconds)) else {
                drainEvents()
                if let denial = health.denial { throw denial }
                guard !deadline.hasPassed else { throw health.fault(RD_KAFKA_RESP_ERR__TIMED_OUT, "reading \(topic)") }
                continue
            }
            defer { unsafe rd_kafka_message_destroy(record) }
            let error = unsafe record.pointee.err
            if error == RD_KAFKA_RESP_ERR__PARTITION_EOF { return }
            guard error == RD_KAFKA_RESP_ERR_NO_ERROR else {
                if KafkaFault.code(error) == .unavailable, !deadline.hasPassed { continue }
                throw health.fault(error, "reading \(topic)")
            }
            let arrival = unsafe KafkaArrival(record, topic: topic)
            // A batch may begin before what was asked for.
            guard arrival.offset >= next else { continue }
            next = arrival.offset + 1
            guard arrival.offset < bounds.upperBound, body(arrival) else { return }
            if arrival.offset + 1 >= bounds.upperBound { return }
        }
    }

    private func drainEvents() {
        while let event = unsafe rd_kafka_queue_poll(events.pointer, 0) {
            _ = unsafe health.take(event)
            unsafe rd_kafka_event_destroy(event)
        }
    }
}
