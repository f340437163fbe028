/// What came of a load.
public struct LoadReport: Sendable, Hashable {
    /// How many answers came in the measured time.
    public var count = 0
    /// The measured time in seconds.
    public var seconds: Double = 0
    /// Answers a second.
    public var perSecond: Double { seconds > 0 ? Double(count) / seconds : 0 }
    /// Half of the answers took no longer, in milliseconds.
    public var p50Milliseconds: Double = 0
    /// 99 % of the answers took no longer, in milliseconds.
    public var p99Milliseconds: Double = 0
    /// 99.9 % of the answers took no longer, in milliseconds.
    public var p999Milliseconds: Double = 0
    /// The longest time of an answer, in milliseconds.
    public var maximumMilliseconds: Double = 0
    /// How many answers had which status, the warm-up included.
    public var statuses: [Int: Int] = [:]
    /// How many requests got no answer.
    public var errors = 0
    /// The first reason why a request got no answer.
    public var firstFault: SocketFault?
}
