import Messaging

/// Which records of a group's own topics can be deleted: those below what the member has committed.
///
/// So these topics do not grow for ever, and where a log starts says how far the group was, should Kafka forget its offsets.
struct KafkaTrimming: Sendable {
    /// How long to wait before it is done again.
    static let pause = Duration.seconds(60)
    /// How long to wait where the engine refused it.
    static let longPause = Duration.seconds(3600)

    private var committed: [KafkaPartition: Int64] = [:]
    private var trimmed: [KafkaPartition: Int64] = [:]
    private var due: ContinuousClock.Instant
    private(set) var isUnderWay = false
    private var isRefused = false

    /// Nothing to do yet.
    init(now: ContinuousClock.Instant) {
        due = now + Self.pause
    }

    /// The partitions are others now.
    mutating func assign(_ positions: [KafkaPartition: Int64]) {
        committed = positions
        trimmed = [:]
    }

    /// A position was committed.
    mutating func commit(_ partition: KafkaPartition, _ next: Int64) {
        committed[partition] = next
    }

    /// A partition began anew: what was committed says nothing about what is there now.
    mutating func forget(_ partition: KafkaPartition) {
        committed[partition] = nil
        trimmed[partition] = nil
    }

    /// Begins, if it is time.
    /// - Parameters:
    ///   - now: what the time is
    ///   - isLast: whether there is no later occasion
    /// - Returns: the first offset that stays of each partition; empty for nothing to do
    mutating func begin(now: ContinuousClock.Instant, isLast: Bool = false) -> [KafkaPartition: Int64] {
        guard !isUnderWay, now >= due || (isLast && !isRefused) else { return [:] }
        let offsets = committed.filter { $0.value > trimmed[$0.key] ?? 0 }
        due = now + Self.pause
        guard !offsets.isEmpty else { return [:] }
        isUnderWay = true
        trimmed.merge(offsets) { $1 }
        return offsets
    }

    /// It is done, or was refused.
    /// - Parameters:
    ///   - isDone: whether it is done
    ///   - now: what the time is
    /// - Returns: whether to say that it was refused: the first time only
    mutating func end(isDone: Bool, now: ContinuousClock.Instant) -> Bool {
        isUnderWay = false
        guard !isDone else {
            isRefused = false
            return false
        }
        trimmed = [:]
        due = now + Self.longPause
        defer { isRefused = true }
        return !isRefused
    }
}
