import Synchronization

/// What this process knows of a group: what one broker object finished, and what the members have.
final class GroupTally: Sendable {
    private struct State {
        var consumed = 0
        var consumers: [ObjectIdentifier: Weak] = [:]
    }

    private struct Weak {
        weak var consumer: ActiveMQConsumer?
    }

    private let queue: String
    private let state = Mutex(State())

    /// Creates a tally.
    /// - Parameter queue: the group's queue
    init(queue: String) {
        self.queue = queue
    }

    /// Messages that were finished or thrown away.
    var consumed: Int { state.withLock { $0.consumed } }

    /// The members of this broker object.
    var consumers: [ActiveMQConsumer] { state.withLock { $0.consumers.values.compactMap(\.consumer) } }

    /// Messages are done.
    func finished(_ count: Int) {
        state.withLock { $0.consumed += count }
    }

    /// A member has so many unsettled deliveries, and more that it did not hand out yet, on this connection.
    func note(_ consumer: ActiveMQConsumer, unsettled: Int, buffered: Int, on connection: StompConnection?) {
        let id = ObjectIdentifier(consumer)
        state.withLock { $0.consumers[id] = Weak(consumer: consumer) }
        ProcessMembers.shared.note(id, of: queue, unsettled: unsettled, buffered: buffered, on: connection)
    }

    /// A member is gone.
    func left(_ member: ObjectIdentifier) {
        state.withLock { _ = $0.consumers.removeValue(forKey: member) }
        ProcessMembers.shared.left(member)
    }
}
