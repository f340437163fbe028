/// A topic that is made.
struct KafkaNewTopic: Sendable {
    var name: String
    var partitions: Int32
    /// How long its messages stay, in milliseconds: -1 for until somebody is done with them, `nil` for as long as the engine usually keeps them.
    var retention: Int64?
}
