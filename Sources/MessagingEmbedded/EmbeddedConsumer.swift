import Messaging

/// A member of a group in the file.
final class EmbeddedConsumer: MessageConsumer {
    private let engine: QueueEngine
    private let group: ConsumerGroup
    private let token: UInt64
    private let label: String

    init(_ engine: QueueEngine, _ group: ConsumerGroup, token: UInt64, label: String) {
        self.engine = engine
        self.group = group
        self.token = token
        self.label = label
    }

    func receive(atMost count: Int, waiting time: Duration) async throws(MessagingFault) -> [Delivery] {
        let stored = try await engine.receive(token, of: group, atMost: max(1, count), waiting: time)
        var deliveries: [Delivery] = []
        deliveries.reserveCapacity(stored.count)
        for delivery in stored { deliveries.append(delivery.delivery(token)) }
        return deliveries
    }

    func settle(_ settlements: [Settlement]) async throws(MessagingFault) -> [Receipt] {
        guard !settlements.isEmpty else { return [] }
        let token = token
        return try await engine.call(isDurable: true) { [self] store in
            try store.settle(settlements, of: member(token, store))
        }
    }

    func renew(_ receipts: [Receipt]) async throws(MessagingFault) -> [Receipt] {
        guard !receipts.isEmpty else { return [] }
        let token = token
        return try await engine.call(isDurable: false) { [self] store in
            try store.renew(receipts, of: member(token, store))
        }
    }

    func leave() async {
        let token = token
        do {
            try await engine.call(isDurable: false) { store in
                if let member = store.members[token] { try store.leave(member) }
            }
        } catch {
            // What could not be given back comes again when the lease has ended.
        }
    }

    private func member(_ token: UInt64, _ store: QueueStore) throws -> Member {
        guard let member = store.members[token] else {
            throw MessagingFault(.closed, "\(label): the consumer has left the \(group)")
        }
        return member
    }
}
