import BlockingIO
import Messaging

/// A member of a group: a connection of its own, and leases by the server's clock.
///
/// Leases outlive the connection: what was delivered before it broke can be settled and renewed on the next one.
final class PostgresConsumer: MessageConsumer {
    /// How often it looks for messages without being told of any.
    private static let pollNanoseconds: UInt64 = 1_000_000_000
    /// How many bytes of bodies come with one claim.
    static let maximumBytes: Int64 = 2 << 20

    let group: ConsumerGroup
    let settings: ConsumerSettings
    let client: PostgresClient
    let state: Monitor<ConsumerState>
    let settlements = RequestQueue<[Settlement], [Receipt]>(maximumWeight: 2000)
    private let listener: NotificationListener
    private let number: UInt64
    private let label: String
    private let onLeave: @Sendable () -> Void

    init(
        _ group: ConsumerGroup, _ settings: ConsumerSettings, client: PostgresClient, listener: NotificationListener,
        number: UInt64, label: String, onLeave: @escaping @Sendable () -> Void
    ) {
        self.group = group
        self.settings = settings
        self.client = client
        self.listener = listener
        self.number = number
        self.label = label
        self.onLeave = onLeave
        state = Monitor(ConsumerState(prefetch: settings.prefetch))
    }

    /// Joins the group.
    func join() async throws(MessagingFault) {
        try await client.perform(until: client.deadline(), isRepeatable: true) {
            [self] session throws(PostgresFailure) in
            _ = try membership(session)
        }
    }

    func receive(atMost count: Int, waiting time: Duration) async throws(MessagingFault) -> [Delivery] {
        let end = MonotonicClock.now() + time.wholeNanoseconds
        let topic = state.withLock { $0.membership?.topic } ?? 0
        while true {
            let marks = listener.marks(topic: topic, consumer: number)
            var pause = Self.pollNanoseconds
            let room = state.withLock { $0.reserve(count, now: MonotonicClock.now()) }
            if room > 0 {
                defer { state.withLock { $0.unreserve(room) } }
                let claim = try await claim(room)
                if !claim.deliveries.isEmpty { return claim.deliveries }
                if let next = claim.next { pause = min(pause, next.wholeNanoseconds) }
            }
            try checkOpen()
            let now = MonotonicClock.now()
            guard now < end, !Task.isCancelled else { return [] }
            if pause > 0 {
                await listener.wait(topic: topic, consumer: number, since: marks, until: min(end, now + pause))
            }
            try checkOpen()
        }
    }

    func checkOpen() throws(MessagingFault) {
        if state.withLock({ $0.isClosed }) { throw closed() }
    }

    func closed() -> MessagingFault {
        MessagingFault(.closed, "\(label): the consumer has left")
    }

    /// Something is not in its hands any more: there may be room for a `receive` that waits.
    func release(_ receipts: [Receipt], settled: Int = 0) {
        state.withLock { state in
            state.remove(receipts)
            state.settledSinceTrim += settled
        }
        listener.poke(number)
    }

    /// Leases run anew.
    func note(renewed receipts: [Receipt]) {
        let end = MonotonicClock.now() + settings.lease.wholeNanoseconds
        state.withLock { $0.add(receipts, until: end) }
    }

    func leave() async {
        let (wasClosed, membership) = state.withLock { state in
            defer { state.isClosed = true }
            return (state.isClosed, state.membership)
        }
        guard !wasClosed else { return }
        listener.forget(number)
        if let membership {
            // Without an answer the leases end by themselves.
            try? await client.perform(until: client.deadline(), isPatient: false) { session throws(PostgresFailure) in
                var parameters = StatementParameters()
                parameters.add(membership.group)
                parameters.add(membership.member)
                _ = try session.run("SELECT florin.leave_group($1, $2)", parameters)
            }
        }
        await client.close()
        onLeave()
    }
}
