/// A partition of a topic.
struct KafkaPartition: Sendable, Hashable {
    var topic: String
    var number: Int32
}
