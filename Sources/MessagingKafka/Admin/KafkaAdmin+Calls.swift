import CRdkafka
import Messaging

extension KafkaAdmin {
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
        var asked: OpaquePointer? = unsafe list.with {
            unsafe rd_kafka_ListConsumerGroupOffsets_new(group, $0)
        }
        defer { unsafe rd_kafka_ListConsumerGroupOffsets_destroy(asked) }
        var positions: [KafkaPartition: KafkaPosition] = [:]
        try unsafe callCoordinator(RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS, "asking for the offsets of \(group)") {
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
        var asked: OpaquePointer? = unsafe list.with {
            unsafe rd_kafka_AlterConsumerGroupOffsets_new(group, $0)
        }
        defer { unsafe rd_kafka_AlterConsumerGroupOffsets_destroy(asked) }
        var hasMembers = false
        try unsafe callCoordinator(RD_KAFKA_ADMIN_OP_ALTERCONSUMERGROUPOFFSETS, "setting the offsets of \(group)") {
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
                try refuse(unsafe rd_kafka_error_code(error), action, unsafe KafkaText.of(rd_kafka_error_string(error)))
            }
            guard let partitions = unsafe rd_kafka_group_result_partitions(group) else { continue }
            for entry in unsafe KafkaPartitionList.entries(partitions) {
                try refuse(entry.error, action)
                entries.append(entry)
            }
        }
        return entries
    }

    /// Deletes what lies below offsets.
    /// - Parameter offsets: the first offset that stays, of each partition
    /// - Throws: what keeps the engine from it
    func deleteRecords(below offsets: [KafkaPartition: Int64]) throws(MessagingFault) {
        guard !offsets.isEmpty else { return }
        let list = KafkaPartitionList(capacity: offsets.count)
        for (partition, offset) in offsets { list.add(partition, offset: offset) }
        var asked: OpaquePointer? = unsafe list.with { unsafe rd_kafka_DeleteRecords_new($0) }
        defer { unsafe rd_kafka_DeleteRecords_destroy(asked) }
        let action = "deleting what is done"
        try unsafe call(RD_KAFKA_ADMIN_OP_DELETERECORDS, action, atMost: 2000) { options, queue in
            unsafe rd_kafka_DeleteRecords(handle.pointer, &asked, 1, options, queue)
        } read: { event throws(MessagingFault) in
            guard let error = unsafe KafkaAdmin.deletionError(event) else { return }
            try refuse(error, action)
        }
    }

    /// Why the engine did not delete records, if it did not.
    /// - Parameter event: the result
    /// - Returns: the error of the call, or of the first partition that has one
    static func deletionError(_ event: OpaquePointer) -> rd_kafka_resp_err_t? {
        let error = unsafe rd_kafka_event_error(event)
        guard error == RD_KAFKA_RESP_ERR_NO_ERROR else { return error }
        let result = unsafe rd_kafka_event_DeleteRecords_result(event)
        guard let partitions = unsafe rd_kafka_DeleteRecords_result_offsets(result) else { return nil }
        return unsafe KafkaPartitionList.entries(partitions).map(\.error).first { $0 != RD_KAFKA_RESP_ERR_NO_ERROR }
    }

    func refuse(_ error: rd_kafka_resp_err_t, _ action: String, _ text: String = "") throws(MessagingFault) {
        guard error != RD_KAFKA_RESP_ERR_NO_ERROR else { return }
        var fault = health.fault(error, action, text)
        fault.underlying = KafkaRefusal(error: error)
        throw fault
    }

    /// Makes a call to a group's coordinator, again and again until there is one.
    ///
    /// A cluster that is new or has lost a broker has none for some seconds, and the client library asks three times only.
    private func callCoordinator(
        _ operation: rd_kafka_admin_op_t, _ action: String, _ begin: (OpaquePointer?, OpaquePointer) -> Void,
        read: (OpaquePointer) throws(MessagingFault) -> Void
    ) throws(MessagingFault) {
        while true {
            do throws(MessagingFault) {
                return try unsafe call(operation, action, atMost: 2000, begin, read: read)
            } catch {
                let isPassing = (error.underlying as? KafkaRefusal)?.isPassing == true
                guard isPassing, !deadline.hasPassed, health.denial == nil else { throw error }
                wait(milliseconds: 50)
            }
        }
    }

    /// Makes a call whose result comes through a queue.
    func call(
        _ operation: rd_kafka_admin_op_t, _ action: String, atMost milliseconds: Int32 = .max,
        _ begin: (OpaquePointer?, OpaquePointer) -> Void, read: (OpaquePointer) throws(MessagingFault) -> Void
    ) throws(MessagingFault) {
        try deadline.check()
        let options = unsafe rd_kafka_AdminOptions_new(handle.pointer, operation)
        defer { unsafe rd_kafka_AdminOptions_destroy(options) }
        var text = [CChar](repeating: 0, count: 512)
        let time = min(deadline.milliseconds, milliseconds)
        unsafe rd_kafka_AdminOptions_set_request_timeout(options, time, &text, text.count)
        if operation == RD_KAFKA_ADMIN_OP_CREATETOPICS || operation == RD_KAFKA_ADMIN_OP_DELETERECORDS {
            unsafe rd_kafka_AdminOptions_set_operation_timeout(options, time, &text, text.count)
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
        try refuse(unsafe rd_kafka_event_error(event), action, unsafe KafkaText.of(rd_kafka_event_error_string(event)))
        try unsafe read(event)
    }
}
