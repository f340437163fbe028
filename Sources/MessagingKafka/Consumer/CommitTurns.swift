import CRdkafka
import Messaging

/// Who waits for which commit: one is under way at a time, and all who came meanwhile share the next.
struct CommitTurns {
    /// What became of a commit.
    enum Outcome: Sendable {
        case done
        /// The partitions are somebody else's.
        case lost
        case failed(MessagingFault)
    }

    private struct Waiter {
        var turn: UInt64
        var deadline: ContinuousClock.Instant
        var continuation: CheckedContinuation<Outcome, Never>
    }

    private var waiters: [Waiter] = []
    private var turn: UInt64 = 0
    /// The partitions of the commit that is under way.
    private(set) var underWay: [KafkaPartition: KafkaPosition]?

    var hasWaiters: Bool { !waiters.isEmpty }

    /// Waits for the commit that begins next.
    mutating func wait(until deadline: ContinuousClock.Instant, _ continuation: CheckedContinuation<Outcome, Never>) {
        waiters.append(Waiter(turn: turn + 1, deadline: deadline, continuation: continuation))
    }

    /// A commit begins.
    mutating func begin(_ positions: [KafkaPartition: KafkaPosition]) {
        turn += 1
        underWay = positions
    }

    /// The commit that was under way has ended.
    /// - Returns: those who waited for it
    mutating func end() -> [CheckedContinuation<Outcome, Never>] {
        underWay = nil
        let turn = turn
        return remove { $0.turn <= turn }
    }

    /// Nothing has to be committed: those who wait for the next commit have nothing to wait for.
    mutating func skip() -> [CheckedContinuation<Outcome, Never>] {
        remove { _ in true }
    }

    /// Those who waited too long.
    mutating func expire(_ now: ContinuousClock.Instant) -> [CheckedContinuation<Outcome, Never>] {
        remove { $0.deadline < now }
    }

    private mutating func remove(_ isDone: (Waiter) -> Bool) -> [CheckedContinuation<Outcome, Never>] {
        let done = waiters.filter(isDone)
        waiters.removeAll(where: isDone)
        return done.map(\.continuation)
    }
}
