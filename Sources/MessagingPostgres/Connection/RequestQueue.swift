import BlockingIO
import Messaging

/// What several callers want of the server, in the order in which they came, and what became of it.
final class RequestQueue<Request: Sendable, Answer: Sendable>: Sendable {
    /// One of them.
    struct Entry: Sendable {
        /// Its place.
        let ticket: UInt64
        /// What is wanted.
        let request: Request
        /// How much of a batch it fills.
        let weight: Int
    }

    private struct State {
        var last: UInt64 = 0
        var waiting: [Entry] = []
        var results: [UInt64: Result<Answer, MessagingFault>] = [:]
    }

    private let state = Monitor(State())
    private let maximumWeight: Int
    private let fitTogether: @Sendable (Request, Request) -> Bool

    /// Creates an empty queue.
    /// - Parameters:
    ///   - maximumWeight: how much goes together; a heavier one goes alone
    ///   - fitTogether: whether two may go together
    init(maximumWeight: Int, fitTogether: @escaping @Sendable (Request, Request) -> Bool = { _, _ in true }) {
        self.maximumWeight = maximumWeight
        self.fitTogether = fitTogether
    }

    /// Enters at the end.
    /// - Returns: the place
    func enter(_ request: Request, weight: Int) -> UInt64 {
        state.withLock { state in
            state.last += 1
            state.waiting.append(Entry(ticket: state.last, request: request, weight: weight))
            return state.last
        }
    }

    /// Takes the oldest ones that may go together.
    func takeBatch() -> [Entry] {
        state.withLock { state in
            var weight = 0
            var count = 0
            for entry in state.waiting {
                weight += entry.weight
                guard count == 0 || (weight <= maximumWeight && fitTogether(state.waiting[0].request, entry.request))
                else { break }
                count += 1
            }
            let batch = Array(state.waiting.prefix(count))
            state.waiting.removeFirst(count)
            return batch
        }
    }

    /// Answers what was taken, one for one.
    func answer(_ batch: [Entry], _ answers: [Answer]) {
        state.withLock { state in
            for (entry, answer) in zip(batch, answers) { state.results[entry.ticket] = .success(answer) }
        }
    }

    /// Tells all that were taken that it went wrong.
    func fail(_ batch: [Entry], _ fault: MessagingFault) {
        state.withLock { state in
            for entry in batch { state.results[entry.ticket] = .failure(fault) }
        }
    }

    /// Takes one's answer.
    /// - Returns: `nil` where there is none yet
    func takeAnswer(_ ticket: UInt64) -> Result<Answer, MessagingFault>? {
        state.withLock { $0.results.removeValue(forKey: ticket) }
    }
}
