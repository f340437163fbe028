/// A topic that is made.
struct KafkaNewTopic: Sendable {
    var name: String
    var partitions: Int32
    /// Whether its messages stay until somebody is done with them, and not only for as long as the engine usually keeps them.
    var isKept: Bool
}
