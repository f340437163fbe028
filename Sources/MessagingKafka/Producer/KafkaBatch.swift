import Messaging
import Synchronization

/// The messages of one publishing call, until the engine has confirmed all of them.
final class KafkaBatch: Sendable {
    private struct State {
        /// How many messages of each partition are not confirmed.
        var open: [Int]
        var openCount = 0
        var isComplete = false
        var fault: MessagingFault?
        var deadline: ContinuousClock.Instant
        var waiter: CheckedContinuation<MessagingFault?, Never>?
        /// Whether the waiter only waits for room.
        var waitsForRoom = false

        /// What to tell the waiter now, `nil` for nothing yet.
        var outcome: MessagingFault?? {
            if let fault { return .some(fault) }
            return isComplete && openCount == 0 ? .some(nil) : nil
        }
    }

    private let state: Mutex<State>
    let topic: String
    private let timeout: Duration

    init(_ topic: KafkaTopicHandle, timeout: Duration) {
        self.topic = topic.name
        self.timeout = timeout
        state = Mutex(
            State(open: [Int](repeating: 0, count: Int(max(1, topic.partitions))), deadline: .now + timeout))
    }

    /// Why it failed, if it did.
    var fault: MessagingFault? { state.withLock { $0.fault } }

    /// The partitions that did not confirm all of their messages.
    var unconfirmed: [Int] {
        state.withLock { state in state.open.indices.filter { state.open[$0] > 0 } }
    }

    /// Counts messages that the client library took.
    func sent(_ count: Int, to partition: Int32) {
        state.withLock { state in
            state.open[Int(partition)] += count
            state.openCount += count
        }
    }

    /// Counts messages whose fate is known; each one lengthens the deadline.
    func confirmed(_ count: Int, in partition: Int32, _ fault: MessagingFault?) {
        resume { state in
            if state.open.indices.contains(Int(partition)) { state.open[Int(partition)] -= count }
            state.openCount -= count
            state.deadline = .now + timeout
            if state.fault == nil { state.fault = fault }
        }
    }

    /// Gives up.
    func fail(_ fault: MessagingFault) {
        resume { state in
            if state.fault == nil { state.fault = fault }
        }
    }

    /// Whether its deadline has passed.
    func isOverdue(_ now: ContinuousClock.Instant) -> Bool {
        state.withLock { $0.outcome == nil && $0.deadline < now }
    }

    /// Wakes the call if it waits for room.
    func makeRoom() {
        let waiter = state.withLock { state in
            defer { if state.waitsForRoom { state.waiter = nil } }
            return state.waitsForRoom ? state.waiter : nil
        }
        waiter?.resume(returning: nil)
    }

    /// Waits until some messages are out of the way.
    /// - Throws: why the call failed
    func waitForRoom() async throws(MessagingFault) {
        let fault = await withCheckedContinuation { continuation in
            let fault = state.withLock { state -> MessagingFault? in
                if state.fault == nil {
                    state.waitsForRoom = true
                    state.waiter = continuation
                }
                return state.fault
            }
            if let fault { continuation.resume(returning: fault) }
        }
        if let fault { throw fault }
    }

    /// Waits until all messages are confirmed.
    /// - Throws: why they are not
    func finish() async throws(MessagingFault) {
        let fault = await withCheckedContinuation { continuation in
            let outcome = state.withLock { state in
                state.isComplete = true
                state.waitsForRoom = false
                let outcome = state.outcome
                if outcome == nil { state.waiter = continuation }
                return outcome
            }
            if let outcome { continuation.resume(returning: outcome) }
        }
        if let fault { throw fault }
    }

    private func resume(_ change: (inout State) -> Void) {
        let (waiter, outcome) = state.withLock { state in
            change(&state)
            guard let outcome = state.outcome, let waiter = state.waiter else {
                return (CheckedContinuation<MessagingFault?, Never>?.none, MessagingFault?.none)
            }
            state.waiter = nil
            return (waiter, outcome)
        }
        waiter?.resume(returning: outcome)
    }
}
