import Synchronization

/// How many messages the broker may push to a member: as many as the member may have unsettled, or fewer where they are large.
final class MemberWindow: Sendable {
    private struct State {
        var prefetch: Int
        var averageBytes: Double
    }

    private let wanted: Int
    private let limit: Int
    private let state: Mutex<State>

    /// Creates a window.
    /// - Parameters:
    ///   - wanted: as many as the member may have unsettled
    ///   - limit: how many bytes of bodies it may keep
    ///   - averageBytes: how large messages are, as far as anybody knows
    init(wanted: Int, limit: Int, averageBytes: Double = 0) {
        self.wanted = max(1, min(wanted, 65_535))
        self.limit = limit
        state = Mutex(State(prefetch: self.wanted, averageBytes: averageBytes))
    }

    /// The prefetch of the next connection, and the budget of its inbox.
    func open() -> (prefetch: Int, budget: InboxBudget) {
        state.withLock { state in
            state.prefetch = prefetch(for: state.averageBytes)
            let budget = InboxBudget(
                limit: limit, keepsRedelivered: state.prefetch < wanted, averageBytes: state.averageBytes)
            return (state.prefetch, budget)
        }
    }

    /// Learns how large bodies are.
    func learn(_ budget: InboxBudget) {
        state.withLock { $0.averageBytes = budget.averageBytes }
    }

    /// Whether a new connection would have much more in flight than this one.
    func isNarrow(_ budget: InboxBudget) -> Bool {
        let prefetch = prefetch(for: budget.averageBytes)
        return state.withLock { $0.prefetch < wanted && (prefetch == wanted || prefetch >= 4 * $0.prefetch) }
    }

    // Half of the limit, since some are larger than others.
    private func prefetch(for averageBytes: Double) -> Int {
        guard averageBytes * Double(wanted) > Double(limit) else { return wanted }
        return max(1, Int(Double(limit) / 2 / averageBytes))
    }
}
