import Synchronization

/// The members that this process has in groups of any broker, whatever broker object they came from.
///
/// The depth needs them: ActiveMQ counts as in flight what it sent, received or not.
final class ProcessMembers: Sendable {
    private struct Member {
        var queue: String
        var unsettled: Int
        var buffered: Int
        var connection: StompConnection
    }

    /// Those of this process.
    static let shared = ProcessMembers()

    private let members = Mutex([ObjectIdentifier: Member]())

    /// Says what a member has.
    func note(
        _ member: ObjectIdentifier, of queue: String, unsettled: Int, buffered: Int, on connection: StompConnection?
    ) {
        let new = connection.map {
            Member(queue: queue, unsettled: unsettled, buffered: buffered, connection: $0)
        }
        members.withLock { $0[member] = new }
    }

    /// A member is gone.
    func left(_ member: ObjectIdentifier) {
        members.withLock { _ = $0.removeValue(forKey: member) }
    }

    /// How many members of a queue are connected to an engine, what they have unsettled, and what they did not hand out yet.
    /// - Parameters:
    ///   - queue: the queue
    ///   - engine: which one, see ``StompConnection/engine``
    /// - Returns: the numbers
    func counts(of queue: String, at engine: String?) -> (members: Int, unsettled: Int, buffered: Int) {
        let here = members.withLock { members in
            members.values.filter { $0.queue == queue && $0.connection.engine == engine && $0.connection.isOpen }
        }
        return (
            here.count, here.reduce(0) { $0 + $1.unsettled },
            here.reduce(0) { $0 + $1.buffered + $1.connection.inbox.count + $1.connection.inbox.budget.dropped }
        )
    }
}
