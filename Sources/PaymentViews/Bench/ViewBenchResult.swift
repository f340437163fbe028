/// What a measurement of the views found.
public struct ViewBenchResult: Sendable, Hashable {
    /// How long one kind of question took.
    public struct Latency: Sendable, Hashable {
        /// What was asked.
        public var question: String
        /// Half of the answers came within this time, in milliseconds.
        public var p50Milliseconds: Double
        /// 99 of 100 answers came within this time, in milliseconds.
        public var p99Milliseconds: Double
    }

    /// How many events the writer took in each second; 0 where the file was there already.
    public var eventsPerSecond = 0.0

    /// How long answers took.
    public var latencies: [Latency] = []

    /// Creates an empty result.
    public init() {}
}
