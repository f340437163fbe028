import CRdkafka
import Messaging

extension KafkaAdmin {
    /// Makes topics; those that are there stay as they are.
    /// - Parameters:
    ///   - topics: names, numbers of partitions, and whether the engine keeps their messages for ever
    ///   - replication: how many brokers keep the data
    /// - Throws: what keeps the engine from making them
    func create(_ topics: [KafkaNewTopic], replication: Int) throws(MessagingFault) {
        var list: [OpaquePointer?] = unsafe []
        defer { unsafe rd_kafka_NewTopic_destroy_array(&list, list.count) }
        for topic in topics {
            var text = [CChar](repeating: 0, count: 512)
            guard
                let entry = unsafe rd_kafka_NewTopic_new(
                    topic.name, topic.partitions, Int32(replication), &text, text.count)
            else { throw MessagingFault(.invalid, "\(handle.label): \(KafkaText.of(text))") }
            unsafe list.append(entry)
            unsafe rd_kafka_NewTopic_set_config(entry, "max.message.bytes", "\(KafkaLimits.recordBytes)")
            if topic.isKept { unsafe rd_kafka_NewTopic_set_config(entry, "retention.ms", "-1") }
        }
        let count = topics.count
        try unsafe call(RD_KAFKA_ADMIN_OP_CREATETOPICS, "making topics") { options, queue in
            unsafe rd_kafka_CreateTopics(handle.pointer, &list, count, options, queue)
        } read: { event throws(MessagingFault) in
            var count = 0
            let result = unsafe rd_kafka_event_CreateTopics_result(event)
            guard let results = unsafe rd_kafka_CreateTopics_result_topics(result, &count) else { return }
            for index in 0..<count {
                let error = unsafe rd_kafka_topic_result_error(results[index])
                guard error != RD_KAFKA_RESP_ERR_NO_ERROR, error != RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS else {
                    continue
                }
                let name = unsafe KafkaText.of(rd_kafka_topic_result_name(results[index]))
                throw health.fault(error, "making the topic \(name)")
            }
        }
    }

    /// What a group has committed.
    /// - Parameters:
    ///   - group: the consumer group's name in the engine
    ///   - partitions: of which partitions
    /// - Returns: the positions, without those of partitions that have none
    /// - Throws: what keeps it from asking
    func committed(
        _ group: String, _ partitions: [KafkaPartition]
    ) throws(MessagingFault) -> [KafkaPartition: KafkaPosition] {
        let list = KafkaPartitionList(partitions)
        var asked: OpaquePointer? = unsafe rd_kafka_ListConsumerGroupOffsets_new(group, list.pointer)
        defer { unsafe rd_kafka_ListConsumerGroupOffsets_destroy(asked) }
        var positions: [KafkaPartition: KafkaPosition] = [:]
        try unsafe call(RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS, "asking for the offsets of \(group)") {
            options, queue in
            unsafe rd_kafka_ListConsumerGroupOffsets(handle.pointer, &asked, 1, options, queue)
        } read: { event throws(MessagingFault) in
            var count = 0
            let result = unsafe rd_kafka_event_ListConsumerGroupOffsets_result(event)
            let groups = unsafe rd_kafka_ListConsumerGroupOffsets_result_groups(result, &count)
            for entry in try unsafe entries(groups, count, "asking for the offsets of \(group)") {
                guard let position = entry.position else { continue }
                positions[entry.partition] = KafkaMarks.completed(position, entry, of: group, in: handle.label)
            }
        }
        return positions
    }

    /// Sets what a group has committed; only while it has no members.
    /// - Parameters:
    ///   - group: the consumer group's name in the engine
    ///   - positions: the new positions
    /// - Returns: false where the group has members
    /// - Throws: what keeps the engine from it
    func commit(_ group: String, _ positions: [KafkaPartition: KafkaPosition]) throws(MessagingFault) -> Bool {
        let list = KafkaPartitionList(capacity: positions.count)
        for (partition, position) in positions { list.add(partition, offset: position.next, text: position.text) }
        var asked: OpaquePointer? = unsafe rd_kafka_AlterConsumerGroupOffsets_new(group, list.pointer)
        defer { unsafe rd_kafka_AlterConsumerGroupOffsets_destroy(asked) }
        var hasMembers = false
        try unsafe call(RD_KAFKA_ADMIN_OP_ALTERCONSUMERGROUPOFFSETS, "setting the offsets of \(group)") {
            options, queue in
            unsafe rd_kafka_AlterConsumerGroupOffsets(handle.pointer, &asked, 1, options, queue)
        } read: { event throws(MessagingFault) in
            var count = 0
            let result = unsafe rd_kafka_event_AlterConsumerGroupOffsets_result(event)
            let groups = unsafe rd_kafka_AlterConsumerGroupOffsets_result_groups(result, &count)
            do throws(MessagingFault) {
                _ = try unsafe entries(groups, count, "setting the offsets of \(group)")
            } catch {
                guard (error.underlying as? KafkaRefusal)?.saysThatThereAreMembers == true else { throw error }
                hasMembers = true
            }
        }
        if !hasMembers {
            for (partition, position) in positions {
                KafkaMarks.remember(position, of: group, partition, in: handle.label)
            }
        }
        return !hasMembers
    }

    /// Reads the results of calls about groups.
    private func entries(
        _ groups: UnsafeMutablePointer<OpaquePointer?>?, _ count: Int, _ action: String
    ) throws(MessagingFault) -> [KafkaEntry] {
        var entries: [KafkaEntry] = []
        for index in 0..<count {
            guard let group = unsafe groups?[index] else { continue }
            if let error = unsafe rd_kafka_group_result_error(group) {
                try refuse(unsafe rd_kafka_error_code(error), action)
            }
            guard let partitions = unsafe rd_kafka_group_result_partitions(group) else { continue }
            for entry in unsafe KafkaPartitionList.entries(partitions) {
                try refuse(entry.error, action)
                entries.append(entry)
            }
        }
        return entries
    }

    private func refuse(_ error: rd_kafka_resp_err_t, _ action: String) throws(MessagingFault) {
        guard error != RD_KAFKA_RESP_ERR_NO_ERROR else { return }
        var fault = health.fault(error, action)
        fault.underlying = KafkaRefusal(error: error)
        throw fault
    }

    /// Makes a call whose result comes through a queue.
    private func call(
        _ operation: rd_kafka_admin_op_t, _ action: String, _ begin: (OpaquePointer?, OpaquePointer) -> Void,
        read: (OpaquePointer) throws(MessagingFault) -> Void
    ) throws(MessagingFault) {
        try deadline.check()
        let options = unsafe rd_kafka_AdminOptions_new(handle.pointer, operation)
        defer { unsafe rd_kafka_AdminOptions_destroy(options) }
        var text = [CChar](repeating: 0, count: 512)
        unsafe rd_kafka_AdminOptions_set_request_timeout(options, deadline.milliseconds, &text, text.count)
        if operation == RD_KAFKA_ADMIN_OP_CREATETOPICS {
            unsafe rd_kafka_AdminOptions_set_operation_timeout(options, deadline.milliseconds, &text, text.count)
        }
        let queue = KafkaQueue.new(of: handle)
        unsafe begin(options, queue.pointer)
        // In slices: a refused password must not take the whole deadline.
        var found: OpaquePointer?
        while unsafe found == nil {
            unsafe found = unsafe rd_kafka_queue_poll(queue.pointer, min(500, deadline.milliseconds))
            if let denial = health.denial, unsafe found == nil { throw denial }
            guard unsafe found != nil || !deadline.hasPassed else {
                throw health.fault(RD_KAFKA_RESP_ERR__TIMED_OUT, action)
            }
        }
        guard let event = unsafe found else { return }
        defer { unsafe rd_kafka_event_destroy(event) }
        try refuse(unsafe rd_kafka_event_error(event), action)
        try unsafe read(event)
    }
}

/// What the engine answered instead of doing something.
struct KafkaRefusal: Error {
    var error: rd_kafka_resp_err_t

    /// Whether it does not set the offsets of a group that has members.
    var saysThatThereAreMembers: Bool {
        error == RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID || error == RD_KAFKA_RESP_ERR_NON_EMPTY_GROUP
            || error == RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION || error == RD_KAFKA_RESP_ERR_GROUP_SUBSCRIBED_TO_TOPIC
            || error == RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS
    }
}
