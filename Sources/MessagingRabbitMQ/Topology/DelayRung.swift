/// A step of waiting: a queue whose messages go on after a fixed time.
///
/// RabbitMQ looks only at the head of a queue for messages whose time has come, so each queue has one time for all. A longer delay takes
/// several steps, the longest one that fits first; what is left of less than a second the member holds itself.
struct DelayRung: Sendable, Hashable {
    /// How long it takes.
    let seconds: Int
    /// Its place among all.
    let index: Int

    /// The shortest one first.
    static let all = [1, 4, 16, 64, 256, 1024, 4096].enumerated().map { DelayRung(seconds: $1, index: $0) }

    /// The longest step that is not too long.
    /// - Parameter milliseconds: how long the message has to wait
    /// - Returns: `nil` where even the shortest is too long
    static func fitting(_ milliseconds: Int64) -> DelayRung? {
        all.last { Int64($0.seconds) * 1000 <= milliseconds }
    }
}
