/// Sizes that this driver keeps to.
enum KafkaLimits {
    /// The largest body.
    static let bodyBytes = 16 << 20
    /// The largest record: the body, and what travels with it.
    static let recordBytes = bodyBytes + (1 << 20)
    /// The most messages that a producer keeps before publishers wait.
    static let queuedMessages = 100_000
    /// The most that a producer keeps before publishers wait, in KiB.
    static let queuedKilobytes = 65_536
    /// How much of the topic, and as much of its retries, a member has fetched ahead before it fetches no more, in KiB.
    static let fetchedKilobytes = 8_192
    /// The most that an engine answers to one fetch, but for a single record that is larger.
    static let fetchBytes = 4 << 20
    /// How many messages that wait for their time a member holds of one retry topic's partition, and how many bytes of all of them.
    static let delayedMessages = 2_000
    static let delayedBytes = 24 << 20
    /// How many records of a retry topic are looked at to tell what waits from what is due.
    static let scannedRecords = 10_000
    /// The longest text that is stored with a committed offset; Kafka takes 4,096 bytes.
    static let positionBytes = 4_000
}
