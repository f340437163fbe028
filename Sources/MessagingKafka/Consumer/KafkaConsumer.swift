import Messaging
import Synchronization

/// One member of a consumer group; the group learns that it has left when nobody has it any more.
final class KafkaConsumer: MessageConsumer {
    private let member: KafkaMember

    init(_ member: KafkaMember) {
        self.member = member
    }

    deinit {
        member.abandon()
    }

    func receive(atMost count: Int, waiting time: Duration) async throws(MessagingFault) -> [Delivery] {
        try await member.receive(atMost: count, waiting: time)
    }

    func settle(_ settlements: [Settlement]) async throws(MessagingFault) -> [Receipt] {
        try await member.settle(settlements)
    }

    func renew(_ receipts: [Receipt]) async throws(MessagingFault) -> [Receipt] {
        member.lost(receipts)
    }

    func leave() async {
        await member.leave()
    }
}

extension KafkaMember {
    /// Leaves the group without anybody who waits for it.
    func abandon() {
        inside.withLock { inside in
            guard inside.state.phase != .left else { return }
            inside.state.phase = .leaving
            inside.leaveDeadline = inside.leaveDeadline ?? .now + engine.settings.timeout
        }
        wake()
        KafkaMembers.remove(self)
    }
}
