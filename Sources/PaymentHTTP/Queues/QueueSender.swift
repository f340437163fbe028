import Messaging
import Synchronization

/// Publishes messages to queues that it makes where they are not there.
final class QueueSender: Sendable {
    private let broker: any MessageBroker
    /// The queues that are known to be there.
    private let known = Mutex<Set<Topic>>([])

    private static let maximumKnown = 10_000

    init(_ broker: any MessageBroker) {
        self.broker = broker
    }

    /// Publishes a message, and returns once the engine has confirmed it.
    func send(_ message: Message, to queue: Topic) async throws(MessagingFault) {
        if !known.withLock({ $0.contains(queue) }) { try await declare(queue) }
        do {
            try await broker.publish([message], to: queue)
        } catch {
            guard error.code == .unroutable else { throw error }
            // Somebody has removed it in the engine.
            try await declare(queue)
            try await broker.publish([message], to: queue)
        }
    }

    private func declare(_ queue: Topic) async throws(MessagingFault) {
        try await broker.declare(queue)
        known.withLock { known in
            if known.count >= QueueSender.maximumKnown { known = [] }
            known.insert(queue)
        }
    }
}
