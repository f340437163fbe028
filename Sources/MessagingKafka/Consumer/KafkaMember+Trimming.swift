import CRdkafka
import Logging
import Messaging
import Synchronization

/// How a member deletes what its group is done with, from topics that belong to the group.
extension KafkaMember {
    /// The first offset that is not settled of each partition that belongs to the group alone.
    func own(_ positions: [KafkaPartition: KafkaPosition]) -> [KafkaPartition: Int64] {
        positions.filter { names.isOwn($0.key.topic) }.mapValues(\.next)
    }

    /// Deletes what is committed, if it is time; the answer comes as an event.
    /// - Parameters:
    ///   - now: what the time is
    ///   - isLast: whether there is no later occasion
    func trim(_ now: ContinuousClock.Instant, isLast: Bool = false) {
        let offsets = inside.withLock { $0.trimming.begin(now: now, isLast: isLast) }
        guard !offsets.isEmpty else { return }
        let list = KafkaPartitionList(capacity: offsets.count)
        for (partition, offset) in offsets { list.add(partition, offset: offset) }
        var asked: OpaquePointer? = unsafe list.with { unsafe rd_kafka_DeleteRecords_new($0) }
        let options = unsafe rd_kafka_AdminOptions_new(handle.pointer, RD_KAFKA_ADMIN_OP_DELETERECORDS)
        var text = [CChar](repeating: 0, count: 512)
        // One that leaves waits for the answer.
        let time = Int32(clamping: min(engine.settings.timeout.milliseconds, 2000))
        unsafe rd_kafka_AdminOptions_set_request_timeout(options, time, &text, text.count)
        unsafe rd_kafka_AdminOptions_set_operation_timeout(options, time, &text, text.count)
        unsafe rd_kafka_DeleteRecords(handle.pointer, &asked, 1, options, queue.pointer)
        unsafe rd_kafka_AdminOptions_destroy(options)
        unsafe rd_kafka_DeleteRecords_destroy(asked)
    }

    /// The engine answered, or did not.
    func trimmed(_ event: OpaquePointer) {
        let error = unsafe KafkaAdmin.deletionError(event)
        let mustSay = inside.withLock { $0.trimming.end(isDone: error == nil, now: .now) }
        guard let error, mustSay else { return }
        engine.logger.warning(
            "Kafka does not delete what a group is done with: its topics grow, and do not say how far it was should Kafka forget",
            metadata: [
                "engine": "\(health.label)", "group": "\(names.group)", "error": "\(KafkaFault.name(error))",
            ])
    }
}
