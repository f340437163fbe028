import BlockingIO
import Messaging

/// A member of a group of a ``MemoryBroker``.
final class MemoryConsumer: MessageConsumer {
    private let broker: MemoryBroker
    private let group: ConsumerGroup
    private let settings: ConsumerSettings
    private let member: Int
    private let isClosed = Monitor(false)

    init(_ broker: MemoryBroker, _ group: ConsumerGroup, _ settings: ConsumerSettings, member: Int) {
        self.broker = broker
        self.group = group
        self.settings = settings
        self.member = member
    }

    func receive(atMost count: Int, waiting time: Duration) async throws(MessagingFault) -> [Delivery] {
        let end = ContinuousClock.now + time
        broker.state.withLock { $0.receiveCalls += 1 }
        let countsCrashes = broker.guarantees.crashCount == .counted
        while true {
            try check()
            let deliveries = try broker.with(group) {
                $0.receive(count, member: member, lease: lease, countsCrashes: countsCrashes, at: .now)
            }
            guard deliveries.isEmpty, ContinuousClock.now < end, !Task.isCancelled else { return deliveries }
            try? await Task.sleep(for: .milliseconds(5))
        }
    }

    func settle(_ settlements: [Settlement]) async throws(MessagingFault) -> [Receipt] {
        try check()
        let (fault, isDone) = broker.state.withLock { state in
            state.settleCalls += 1
            return (state.settleFault, state.settleFault == nil || state.settlesDespiteFault)
        }
        var lost: [Receipt] = []
        if isDone {
            lost = try broker.with(group) { queue in
                settlements.filter { !queue.settle($0, of: group, at: .now) }.map(\.receipt)
            }
        }
        if let fault { throw fault }
        return lost
    }

    func renew(_ receipts: [Receipt]) async throws(MessagingFault) -> [Receipt] {
        try check()
        if let fault = broker.state.withLock({ $0.renewFault }) { throw fault }
        let lost = try broker.with(group) { queue in receipts.filter { !queue.renew($0, for: lease, at: .now) } }
        broker.state.withLock { $0.renewCalls += 1 }
        return lost
    }

    func leave() async {
        let wasClosed = isClosed.withLock { closed in
            defer { closed = true }
            return closed
        }
        guard !wasClosed else { return }
        broker.state.withLock { $0.members -= 1 }
        broker.state.withLock { $0.queues[group]?.leave(member) }
    }

    /// The lease of each delivery; `nil` for as long as the member is there.
    private var lease: Duration? { broker.guarantees.lease == .timed ? settings.lease : nil }

    private func check() throws(MessagingFault) {
        if isClosed.withLock({ $0 }) { throw MessagingFault(.closed, "The consumer has left") }
    }
}
