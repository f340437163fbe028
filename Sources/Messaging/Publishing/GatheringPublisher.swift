import BlockingIO

/// Publishes single messages together: what many callers want to publish at the same time goes to the engine as one batch.
///
/// While one batch is being confirmed the next one gathers, so a lone message waits for nothing and a thousand share one confirmation.
public final class GatheringPublisher: Sendable {
    private struct Waiter {
        var message: Message
        /// Told whether it is to publish what has gathered (`nil`), or what came of its message.
        var continuation: CheckedContinuation<Turn, Never>
    }

    private enum Turn: Sendable {
        case lead([Message], [CheckedContinuation<Turn, Never>])
        case done(Result<Void, MessagingFault>)
    }

    private struct State {
        var waiting: [Waiter] = []
        var isPublishing = false
    }

    private let broker: any MessageBroker
    private let topic: Topic
    private let maximumBatch: Int
    private let state = Monitor(State())

    /// Creates a publisher.
    /// - Parameters:
    ///   - topic: where everything goes
    ///   - broker: the engine
    ///   - maximumBatch: how many messages go together at the most
    public init(to topic: Topic, on broker: any MessageBroker, maximumBatch: Int = 1024) {
        self.topic = topic
        self.broker = broker
        self.maximumBatch = maximumBatch
    }

    /// Publishes a message, and returns once the engine has confirmed it.
    /// - Parameter message: the message
    /// - Throws: what ``MessageBroker/publish(_:to:)`` throws; the message may have been published, then
    public func publish(_ message: Message) async throws(MessagingFault) {
        let turn = await withCheckedContinuation { continuation in
            let leads = state.withLock { state -> Bool in
                if state.isPublishing {
                    state.waiting.append(Waiter(message: message, continuation: continuation))
                    return false
                }
                state.isPublishing = true
                return true
            }
            if leads { continuation.resume(returning: Turn.lead([message], [])) }
        }
        switch turn {
        case .done(let result): try result.get()
        case .lead(let messages, let others): try await lead(messages, others)
        }
    }

    /// Publishes for oneself and the others, and hands the next batch to the first of those that wait.
    private func lead(
        _ messages: [Message], _ others: [CheckedContinuation<Turn, Never>]
    ) async throws(MessagingFault) {
        var results: [Result<Void, MessagingFault>] = []
        let together = await result(of: messages)
        if case .failure(let fault) = together, !fault.isRetriable, messages.count > 1 {
            // One of them is refused: the others are not to suffer for it. Some may come twice, as after any fault.
            for message in messages { results.append(await result(of: [message])) }
        } else {
            results = messages.map { _ in together }
        }
        for (other, result) in zip(others, results.dropFirst()) { other.resume(returning: .done(result)) }
        let next = state.withLock { state -> [Waiter] in
            let batch = Array(state.waiting.prefix(maximumBatch))
            state.waiting.removeFirst(batch.count)
            state.isPublishing = !batch.isEmpty
            return batch
        }
        if let leader = next.first {
            leader.continuation.resume(
                returning: .lead(next.map(\.message), next.dropFirst().map(\.continuation)))
        }
        try results.first?.get()
    }

    private func result(of messages: [Message]) async -> Result<Void, MessagingFault> {
        do throws(MessagingFault) {
            return .success(try await broker.publish(messages, to: topic))
        } catch {
            return .failure(error)
        }
    }
}
