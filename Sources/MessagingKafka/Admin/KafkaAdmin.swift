import CRdkafka
import Glibc
import Messaging

/// The calls about topics and offsets.
///
/// They block: they run on threads that are there for it. Each ends by its deadline.
struct KafkaAdmin: Sendable {
    let handle: KafkaHandle
    let health: KafkaHealth
    let deadline: KafkaDeadline

    /// Asks for a topic.
    /// - Parameter name: the topic's name
    /// - Returns: what messages are sent to; `nil` where there is no such topic
    /// - Throws: what keeps it from asking
    func topic(_ name: String) throws(MessagingFault) -> KafkaTopicHandle? {
        guard let pointer = unsafe rd_kafka_topic_new(handle.pointer, name, nil) else {
            throw MessagingFault(.invalid, "\(handle.label): there can be no topic of the name \(name)")
        }
        // Owns the pointer from here on, whatever happens.
        let nameless = unsafe KafkaTopicHandle(name: name, pointer: pointer, partitions: 0, of: handle)
        let counts = try metadata(nameless)
        guard let count = counts[name], count > 0, let again = unsafe rd_kafka_topic_new(handle.pointer, name, nil)
        else {
            return nil
        }
        return unsafe KafkaTopicHandle(name: name, pointer: again, partitions: count, of: handle)
    }

    /// Finds out whether the engine answers and accepts the user.
    /// - Throws: what keeps it from asking
    func greet() throws(MessagingFault) {
        _ = try metadata(nil, all: false)
    }

    /// Blocks the thread, which is there for it.
    func wait(milliseconds: UInt32) {
        usleep(milliseconds * 1000)
    }

    /// Asks for topics.
    /// - Parameters:
    ///   - topic: for which; `nil` for all
    ///   - all: whether that means all that there are, or all that this client has asked for before
    /// - Returns: how many partitions each has, by name; without those that do not exist
    /// - Throws: what keeps it from asking
    func metadata(_ topic: KafkaTopicHandle?, all: Bool = true) throws(MessagingFault) -> [String: Int32] {
        while true {
            var answer: UnsafePointer<rd_kafka_metadata>?
            // In slices: a refused password must not take the whole deadline.
            let slice = min(deadline.milliseconds, 500)
            let error = unsafe rd_kafka_metadata(
                handle.pointer, topic == nil && all ? 1 : 0, topic?.pointer, &answer, slice)
            if error == RD_KAFKA_RESP_ERR_NO_ERROR, let answer = unsafe answer {
                defer { unsafe rd_kafka_metadata_destroy(answer) }
                health.recover()
                return try unsafe counts(answer)
            }
            if let denial = health.denial { throw denial }
            guard !deadline.hasPassed, KafkaFault.code(error) == .timeout || KafkaFault.code(error) == .unavailable
            else {
                throw health.fault(error, "asking for topics")
            }
            wait(milliseconds: 20)
        }
    }

    private func counts(_ answer: UnsafePointer<rd_kafka_metadata>) throws(MessagingFault) -> [String: Int32] {
        var counts: [String: Int32] = [:]
        let topics = unsafe UnsafeBufferPointer(start: answer.pointee.topics, count: Int(answer.pointee.topic_cnt))
        for index in 0..<topics.count {
            let error = unsafe topics[index].err
            let name = unsafe KafkaText.of(topics[index].topic)
            if KafkaFault.code(error) == .denied { throw KafkaFault.of(error, handle.label, "asking for \(name)") }
            if error == RD_KAFKA_RESP_ERR_NO_ERROR { counts[name] = unsafe topics[index].partition_cnt }
        }
        return counts
    }

    /// The first offset of each partition, and the one behind its last.
    /// - Parameter partitions: which partitions
    /// - Returns: the bounds; without partitions that do not exist
    /// - Throws: what keeps it from asking
    func bounds(_ partitions: [KafkaPartition]) throws(MessagingFault) -> [KafkaPartition: Range<Int64>] {
        let ends = try offsets(partitions, Int64(RD_KAFKA_OFFSET_END))
        let starts = try offsets(partitions, Int64(RD_KAFKA_OFFSET_BEGINNING))
        var bounds: [KafkaPartition: Range<Int64>] = [:]
        for (partition, end) in ends {
            let start = min(max(0, starts[partition] ?? 0), max(0, end))
            bounds[partition] = start..<max(start, end)
        }
        return bounds
    }

    private func offsets(_ partitions: [KafkaPartition], _ which: Int64) throws(MessagingFault) -> [KafkaPartition:
        Int64]
    {
        let list = KafkaPartitionList(capacity: partitions.count)
        for partition in partitions { list.add(partition, offset: which) }
        let error = unsafe rd_kafka_offsets_for_times(handle.pointer, list.pointer, deadline.milliseconds)
        guard error == RD_KAFKA_RESP_ERR_NO_ERROR else { throw health.fault(error, "asking for offsets") }
        var offsets: [KafkaPartition: Int64] = [:]
        for entry in list.entries {
            guard entry.error == RD_KAFKA_RESP_ERR_NO_ERROR else {
                throw health.fault(entry.error, "asking for the offsets of \(entry.partition.topic)")
            }
            offsets[entry.partition] = entry.offset
        }
        return offsets
    }
}
