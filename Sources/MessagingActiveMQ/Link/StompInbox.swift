import Messaging
import NIOCore
import NIOPosix
import Synchronization

/// The messages that came and that nobody took yet.
///
/// It holds at most what the server may send unsettled, which is the prefetch of the subscription; a member's no more than its budget.
final class StompInbox: Sendable {
    private struct State {
        var frames: [StompFrame] = []
        // Taken from the front; the array is cut now and then.
        var head = 0
        var waiting: [UInt64: CheckedContinuation<Void, Never>] = [:]
        var lastWaiting: UInt64 = 0
        var fault: MessagingFault?
        var isDiscarding = false
        // Of messages of the one subscription that has it.
        var budget: InboxBudget?
        var subscription = ""

        var count: Int { frames.count - head }

        mutating func takeWaiting() -> [CheckedContinuation<Void, Never>] {
            defer { waiting = [:] }
            return Array(waiting.values)
        }

        mutating func take(_ limit: Int) -> [StompFrame] {
            let taken = Array(frames[head..<(head + min(limit, count))])
            head += taken.count
            if head == frames.count || head > 256 {
                frames.removeFirst(head)
                head = 0
            }
            return taken
        }
    }

    private let state = Mutex(State())

    /// How many wait to be taken.
    var count: Int { state.withLock { $0.count } }

    /// Adds a message.
    func put(_ frame: StompFrame) {
        let waiting = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            guard !state.isDiscarding else { return [] }
            if state.budget != nil, frame["subscription"] == state.subscription {
                let isKept = state.budget?.take(frame.body.count, isRedelivered: frame["redelivered"] == "true")
                // Whoever waits has to know of the first one that is dropped.
                guard isKept == true else { return state.budget?.dropped == 1 ? state.takeWaiting() : [] }
            }
            state.frames.append(frame)
            return state.takeWaiting()
        }
        for one in waiting { one.resume() }
    }

    /// Sets how much of a subscription it keeps.
    func keep(_ subscription: String, within budget: InboxBudget) {
        state.withLock { state in
            state.subscription = subscription
            state.budget = budget
        }
    }

    /// How much of the subscription with a budget it has, and how much it dropped.
    var budget: InboxBudget { state.withLock { $0.budget } ?? InboxBudget() }

    /// Messages of that subscription were handed out.
    func handedOut(_ bytes: Int) {
        state.withLock { $0.budget?.give(bytes) }
    }

    /// Messages that were handed out are back.
    func putBack(_ bytes: Int) {
        state.withLock { $0.budget?.putBack(bytes) }
    }

    /// Throws away what there is and what comes: it goes back to the server with the end of the connection.
    func discard() {
        state.withLock { state in
            state.isDiscarding = true
            state.frames = []
            state.head = 0
        }
    }

    /// Nothing more comes.
    func close(_ fault: MessagingFault) {
        let waiting = state.withLock { state in
            if state.fault == nil { state.fault = fault }
            return state.takeWaiting()
        }
        for one in waiting { one.resume() }
    }

    /// Wakes whoever waits, so that it looks again.
    func wake() {
        let waiting = state.withLock { $0.takeWaiting() }
        for one in waiting { one.resume() }
    }

    /// Takes what is there.
    /// - Throws: why the connection ended; what it left here has no lease any more
    func takeNow(_ limit: Int) throws(MessagingFault) -> [StompFrame] {
        let (frames, fault) = state.withLock { state in
            state.fault == nil && limit > 0 ? (state.take(limit), nil) : ([], state.fault)
        }
        if let fault { throw fault }
        return frames
    }

    /// Waits until there is something to take, the inbox is closed, somebody calls ``wake()``, the time is over or the task is cancelled.
    /// - Parameters:
    ///   - deadline: when the time is over
    ///   - forMore: whether what is there already does not count
    func wait(until deadline: NIODeadline, forMore: Bool = false) async {
        let id = state.withLock { state in
            state.lastWaiting += 1
            return state.lastWaiting
        }
        let alarm = MultiThreadedEventLoopGroup.singleton.any().scheduleTask(deadline: deadline) { [weak self] in
            self?.wake(id)
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isReady = state.withLock { state in
                    if (state.count > 0 && !forMore) || state.fault != nil || Task.isCancelled || deadline <= .now() {
                        return true
                    }
                    state.waiting[id] = continuation
                    return false
                }
                if isReady { continuation.resume() }
            }
        } onCancel: {
            wake(id)
        }
        alarm.cancel()
    }

    private func wake(_ id: UInt64) {
        state.withLock { $0.waiting.removeValue(forKey: id) }?.resume()
    }
}
