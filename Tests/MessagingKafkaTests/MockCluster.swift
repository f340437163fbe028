import CRdkafka

/// The cluster that librdkafka plays within the process: it keeps the texts of committed offsets, as Apache Kafka does and tansu does not.
@safe
final class MockCluster: @unchecked Sendable {
    private let client: OpaquePointer
    private let cluster: OpaquePointer

    /// Starts a cluster of one broker.
    init?() {
        var text = [CChar](repeating: 0, count: 256)
        guard let client = unsafe rd_kafka_new(RD_KAFKA_PRODUCER, rd_kafka_conf_new(), &text, text.count),
            let cluster = unsafe rd_kafka_mock_cluster_new(client, 1)
        else { return nil }
        unsafe self.client = unsafe client
        unsafe self.cluster = unsafe cluster
    }

    /// Where it listens.
    var address: String {
        unsafe rd_kafka_mock_cluster_bootstraps(cluster).map { unsafe String(cString: $0) } ?? ""
    }

    /// Makes a topic.
    func make(_ topic: String, partitions: Int32) {
        unsafe rd_kafka_mock_topic_create(cluster, topic, partitions, 1)
    }

    deinit {
        unsafe rd_kafka_mock_cluster_destroy(cluster)
        unsafe rd_kafka_destroy(client)
    }
}
