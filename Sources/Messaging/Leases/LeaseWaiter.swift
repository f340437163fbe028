import BlockingIO

/// A client that waits for a message: it gets one outcome, or goes away before, whichever comes first.
final class LeaseWaiter: Sendable {
    typealias Outcome = Result<LeasedMessage?, LeaseFault>

    private enum State {
        case open
        case waiting(CheckedContinuation<Outcome, Never>)
        case over(Outcome)
    }

    private let state = Monitor(State.open)

    /// Whether it has its outcome.
    var isOver: Bool {
        state.withLock { state in
            if case .over = state { true } else { false }
        }
    }

    /// Gives it an outcome.
    /// - Returns: whether it takes it; `false` where it had one before, or has gone away
    @discardableResult
    func offer(_ outcome: Outcome) -> Bool {
        let (isTaken, continuation) = state.withLock { state -> (Bool, CheckedContinuation<Outcome, Never>?) in
            switch state {
            case .over: return (false, nil)
            case .open:
                state = .over(outcome)
                return (true, nil)
            case .waiting(let continuation):
                state = .over(outcome)
                return (true, continuation)
            }
        }
        continuation?.resume(returning: outcome)
        return isTaken
    }

    /// Waits for the outcome; a task that is cancelled gets none.
    func outcome() async -> Outcome {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let known = state.withLock { state -> Outcome? in
                    if case .over(let outcome) = state { return outcome }
                    state = .waiting(continuation)
                    return nil
                }
                if let known { continuation.resume(returning: known) }
            }
        } onCancel: {
            offer(.success(nil))
        }
    }
}
