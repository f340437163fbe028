/// How many handlers should run: enough to work off what waits in time, by the service time of one message.
///
/// Pure: depth and service time are given. It grows at once and shrinks by a quarter a look, so that it does not swing.
struct ParallelismPlan: Sendable {
    private(set) var current: Int
    private let range: ClosedRange<Int>
    private let targetSeconds: Double

    init(_ range: ClosedRange<Int>, target: Duration) {
        self.range = range
        current = range.lowerBound
        targetSeconds = max(0.001, target.seconds)
    }

    /// Looks at the queue.
    /// - Parameters:
    ///   - waiting: Q, how many messages wait
    ///   - serviceSeconds: P, for one message
    /// - Returns: how many handlers should run now
    @discardableResult
    mutating func look(waiting: Int, serviceSeconds: Double) -> Int {
        let work = Double(waiting) * serviceSeconds / targetSeconds
        let wanted = work < Double(range.upperBound) ? max(range.lowerBound, Int(work.rounded(.up))) : range.upperBound
        current = wanted >= current ? wanted : max(wanted, current - max(1, current / 4))
        return current
    }
}

extension Duration {
    /// The duration in seconds.
    public var seconds: Double {
        let parts = components
        return Double(parts.seconds) + Double(parts.attoseconds) / 1e18
    }
}
