import Messaging

/// A member of the debug engine.
final class DebugConsumer: MessageConsumer {
    private let engine: DebugEngine
    private let group: ConsumerGroup
    private let settings: ConsumerSettings
    private let member: UInt64

    init(_ engine: DebugEngine, _ group: ConsumerGroup, _ settings: ConsumerSettings, _ member: UInt64) {
        self.engine = engine
        self.group = group
        self.settings = settings
        self.member = member
    }

    func receive(atMost count: Int, waiting time: Duration) async throws(MessagingFault) -> [Delivery] {
        let deadline = ContinuousClock.now + time
        while true {
            let some = try await engine.take(count, member, group, settings)
            if !some.isEmpty || ContinuousClock.now >= deadline { return some }
            do {
                try await Task.sleep(for: .milliseconds(5))
            } catch {
                return []
            }
        }
    }

    func settle(_ settlements: [Settlement]) async throws(MessagingFault) -> [Receipt] {
        try await engine.settle(settlements, member, group)
    }

    func renew(_ receipts: [Receipt]) async throws(MessagingFault) -> [Receipt] {
        try await engine.renew(receipts, member, group, settings.lease)
    }

    func leave() async { await engine.leave(member, group) }
}
