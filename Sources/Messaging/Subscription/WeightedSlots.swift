import BlockingIO

/// A number of handlers that several queues share by weight: where all of them have work, each gets its weight's part of the turns.
public final class WeightedSlots: Sendable {
    private struct State {
        var free: Int
        var turns: WeightedTurns
        var waiting: [[CheckedContinuation<Void, Never>]]
    }

    /// How many handlers may run at the same time.
    public let count: Int
    private let state: Monitor<State>

    /// Creates slots.
    /// - Parameters:
    ///   - count: how many handlers may run at the same time; at least 1
    ///   - weights: one for each user, at least 1
    public init(_ count: Int, weights: [Int]) {
        self.count = max(1, count)
        state = Monitor(
            State(
                free: max(1, count), turns: WeightedTurns(weights), waiting: Array(repeating: [], count: weights.count))
        )
    }

    /// How many wait for a turn.
    var waiting: Int { state.withLock { $0.waiting.reduce(0) { $0 + $1.count } } }

    /// Waits for a turn.
    /// - Parameter user: whose turn it is to be, from 0
    public func acquire(user: Int) async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                guard state.free > 0 else {
                    state.waiting[user].append(continuation)
                    return false
                }
                state.free -= 1
                return true
            }
            if isFree { continuation.resume() }
        }
    }

    /// Ends a turn; the next one goes to whom the weights say.
    public func release() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            let candidates = state.waiting.indices.filter { !state.waiting[$0].isEmpty }
            guard let user = state.turns.next(among: candidates) else {
                state.free += 1
                return nil
            }
            return state.waiting[user].removeFirst()
        }
        next?.resume()
    }
}
