import BlockingIO
import Messaging

/// Lets commands in as long as the queue is not too deep.
///
/// The engine is asked for the depth a few times a second, and not for every command: in between, those that were let in are counted.
final class DepthAdmission: Sendable {
    private struct State {
        var waiting = 0
        var asked: ContinuousClock.Instant?
        var drainSeconds = 0.0
    }

    private static let interval = Duration.milliseconds(250)
    private let group: ConsumerGroup
    private let broker: any MessageBroker
    private let maximum: Int
    private let drainSeconds: @Sendable (Int) async -> Double
    private let state = Monitor(State())

    init(
        of group: ConsumerGroup, on broker: any MessageBroker, maximum: Int,
        drainSeconds: @escaping @Sendable (Int) async -> Double
    ) {
        self.group = group
        self.broker = broker
        self.maximum = maximum
        self.drainSeconds = drainSeconds
    }

    /// Refuses where too much waits.
    /// - Throws: 429 `queue_full`, to be repeated when what waits will be done; 503 where the engine does not say
    func check() async throws(Problem) {
        if mustAsk() { try await ask() }
        let (waiting, seconds) = state.withLock { ($0.waiting, $0.drainSeconds) }
        guard waiting >= maximum else { return }
        var problem = Problem(.queueFull, "\(waiting) commands wait, and at most \(maximum) may.")
        problem.retryAfterSeconds = Int(min(max(1, seconds.rounded(.up)), 60))
        throw problem
    }

    /// Counts what was let in since the engine was asked.
    func note(added count: Int) {
        state.withLock { $0.waiting += count }
    }

    /// Whether it is this caller's turn to ask the engine.
    private func mustAsk() -> Bool {
        let now = ContinuousClock.now
        return state.withLock { state in
            if let asked = state.asked, now - asked < DepthAdmission.interval { return false }
            state.asked = now
            return true
        }
    }

    private func ask() async throws(Problem) {
        do throws(MessagingFault) {
            let waiting = try await broker.depth(of: group).waiting
            let seconds = await drainSeconds(waiting)
            state.withLock { state in
                state.waiting = waiting
                state.drainSeconds = seconds
            }
        } catch {
            state.withLock { $0.asked = nil }
            throw Problem(queue: error)
        }
    }
}
