import Synchronization

/// The port that a server is bound to, once it is.
final class BoundPort: Sendable {
    private enum State {
        case waiting([CheckedContinuation<Int?, Never>])
        case known(Int?)
    }

    private let state = Mutex(State.waiting([]))

    func succeed(_ port: Int) { settle(port) }

    func fail() { settle(nil) }

    func value() async -> Int? {
        await withCheckedContinuation { continuation in
            let known: Int?? = state.withLock { state in
                switch state {
                case .known(let port): return .some(port)
                case .waiting(let others):
                    state = .waiting(others + [continuation])
                    return .none
                }
            }
            if case .some(let port) = known { continuation.resume(returning: port) }
        }
    }

    private func settle(_ port: Int?) {
        let waiting: [CheckedContinuation<Int?, Never>] = state.withLock { state in
            guard case .waiting(let waiting) = state else { return [] }
            state = .known(port)
            return waiting
        }
        for continuation in waiting { continuation.resume(returning: port) }
    }
}
