import CRdkafka
import Messaging

extension KafkaAdmin {
    /// Makes those topics that are not there, and returns when the cluster knows them.
    ///
    /// Those that are there are left alone: who may not make topics can use what an administrator made.
    /// - Parameters:
    ///   - topics: the topics
    ///   - replication: how many brokers keep the data; -1 for as many as the engine usually has
    /// - Returns: their partitions
    /// - Throws: what keeps the engine from making them
    func make(_ topics: [KafkaNewTopic], replication: Int) throws(MessagingFault) -> [KafkaPartition] {
        var counts: [String: Int32] = [:]
        for new in topics { counts[new.name] = try topic(new.name)?.partitions }
        let missing = topics.filter { counts[$0.name] == nil }
        if !missing.isEmpty { try create(missing, replication: replication) }
        for new in missing {
            while counts[new.name] == nil {
                counts[new.name] = try topic(new.name)?.partitions
                guard counts[new.name] == nil else { break }
                try deadline.check()
                // The brokers learn of a topic one after the other; asking again is all that can be done.
                wait(milliseconds: 20)
            }
        }
        return topics.flatMap { new in
            (0..<(counts[new.name] ?? 0)).map { KafkaPartition(topic: new.name, number: $0) }
        }
    }

    /// Makes topics; those that are there stay as they are.
    /// - Parameters:
    ///   - topics: names, numbers of partitions, and how long the engine keeps their messages
    ///   - replication: how many brokers keep the data
    /// - Throws: what keeps the engine from making them
    private func create(_ topics: [KafkaNewTopic], replication: Int) throws(MessagingFault) {
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
            if let retention = topic.retention {
                unsafe rd_kafka_NewTopic_set_config(entry, "retention.ms", "\(retention)")
            }
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
                let text = unsafe KafkaText.of(rd_kafka_topic_result_error_string(results[index]))
                throw health.fault(error, "making the topic \(name)", text)
            }
        }
    }
}
