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

    /// Cuts the broker off, or lets it be reached again.
    func setReachable(_ isReachable: Bool) {
        if isReachable {
            unsafe rd_kafka_mock_broker_set_up(cluster, -1)
        } else {
            unsafe rd_kafka_mock_broker_set_down(cluster, -1)
        }
    }

    /// Takes a partition's leader away.
    func setLeader(_ topic: String, _ partition: Int32, _ broker: Int32?) {
        unsafe rd_kafka_mock_partition_set_leader(cluster, topic, partition, broker ?? -1)
    }

    /// Has every answer come late.
    func delayAnswers(milliseconds: Int32) {
        unsafe rd_kafka_mock_broker_set_rtt(cluster, -1, milliseconds)
    }

    /// Has the next requests of a kind fail.
    /// - Parameters:
    ///   - request: the number of the kind in Kafka's protocol
    ///   - error: with which error
    ///   - count: how many
    func refuse(_ request: Int16, _ error: rd_kafka_resp_err_t, count: Int) {
        let errors = [rd_kafka_resp_err_t](repeating: error, count: count)
        unsafe rd_kafka_mock_push_request_errors_array(cluster, request, count, errors)
    }

    deinit {
        unsafe rd_kafka_mock_cluster_destroy(cluster)
        unsafe rd_kafka_destroy(client)
    }
}
