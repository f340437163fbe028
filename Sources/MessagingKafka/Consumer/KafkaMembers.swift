import Messaging
import Synchronization

/// The members that this process has: what they have in their hands is known exactly.
enum KafkaMembers {
    private struct Place: Hashable {
        var engine: String
        var group: String
    }

    private static let members = Mutex<[Place: [KafkaMember]]>([:])

    private static func place(_ member: KafkaMember) -> Place {
        Place(engine: member.health.label, group: member.names.id)
    }

    static func add(_ member: KafkaMember) {
        members.withLock { $0[place(member), default: []].append(member) }
    }

    static func remove(_ member: KafkaMember) {
        members.withLock { members in
            members[place(member)]?.removeAll { $0 === member }
            if members[place(member)]?.isEmpty == true { members[place(member)] = nil }
        }
    }

    /// The members of a group.
    static func of(_ names: KafkaNames, in engine: String) -> [KafkaMember] {
        members.withLock { $0[Place(engine: engine, group: names.id)] ?? [] }
    }

    /// How many deliveries of a group are in hands: of its topic, and of its retries.
    static func inFlight(_ names: KafkaNames, in engine: String) -> (main: Int, retries: Int) {
        of(names, in: engine).reduce((0, 0)) { sum, member in
            let own = member.inside.withLock { $0.state.inFlight(of: names.topic) }
            return (sum.0 + own.main, sum.1 + own.retries)
        }
    }
}
