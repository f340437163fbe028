import BlockingIO
import PaymentCore

/// The bounded queue in front of the engine's thread.
///
/// While one batch is being made durable the next one gathers here.
final class Intake: Sendable {
    /// What the engine's thread finds when it looks.
    enum Work {
        /// Submissions, oldest first.
        case submissions(ContiguousArray<Submission>)
        /// Nobody asked for anything until the deadline.
        case timeout
        /// Nothing waits, and nothing will come any more.
        case end
    }

    private struct Queue {
        var waiting: ContiguousArray<Submission> = []
        var commandCount = 0
        var isOpen = true
        var isAwaited = false
    }

    private let queue = Monitor(Queue())
    private let maximumWaitingCommands: Int

    init(maximumWaitingCommands: Int) {
        self.maximumWaitingCommands = maximumWaitingCommands
    }

    /// How many commands wait.
    var depth: Int { queue.withLock { $0.commandCount } }

    /// Adds a submission, or says why not.
    func add(_ submission: Submission) -> EngineFault? {
        let count = submission.commandCount
        var mustWake = false
        let fault: EngineFault? = queue.withLock { queue in
            guard queue.isOpen else { return .stopping }
            guard queue.commandCount == 0 || queue.commandCount + count <= maximumWaitingCommands else {
                return .overloaded
            }
            queue.waiting.append(submission)
            queue.commandCount += count
            mustWake = queue.isAwaited
            queue.isAwaited = false
            return nil
        }
        if mustWake { queue.notifyOne() }
        return fault
    }

    /// Waits for submissions; for the engine's thread only.
    /// - Parameters:
    ///   - buffer: an empty array with memory to use
    ///   - deadline: nanoseconds of the monotonic clock
    /// - Returns: what waits, or that nothing does
    func take(into buffer: ContiguousArray<Submission>, untilMonotonicNanoseconds deadline: UInt64) -> Work {
        let work: Work? = queue.wait(untilMonotonicNanoseconds: deadline) { queue -> Work? in
            if queue.waiting.isEmpty {
                queue.isAwaited = queue.isOpen
                return queue.isOpen ? nil : .end
            }
            queue.commandCount = 0
            return .submissions(exchange(&queue.waiting, with: buffer))
        }
        return work ?? .timeout
    }

    /// Takes nothing more.
    ///
    /// What waits already is still worked off.
    func close() {
        queue.withLock { $0.isOpen = false }
        queue.notifyAll()
    }

    /// Makes the engine's thread look at the clock.
    func wake() {
        _ = add(.query { _ in })
    }
}
