import BlockingIO
import Messaging
import Synchronization

/// One member of a group: what the thread that reads and the callers that settle share.
final class RedisMembership: Sendable {
    /// Leases that ended, on their way to Redis.
    struct Expiry {
        let member: String
        let numbers: [UInt64]
        let commands: RedisCommands
    }

    let group: RedisGroup
    let settings: ConsumerSettings
    let partitions: Int
    /// What makes this consumer's receipts its own.
    let session: UInt64
    let hands: Mutex<RedisHands>

    private static let sessions = Atomic<UInt64>(1)

    init(_ group: RedisGroup, _ settings: ConsumerSettings, partitions: Int, member: String) {
        self.group = group
        self.settings = settings
        self.partitions = partitions
        session = Self.sessions.wrappingAdd(1, ordering: .relaxed).oldValue
        hands = Mutex(RedisHands(member: member))
    }

    /// A name in Redis that nobody had before; settings' names have no colon, as those of the script's own consumers do.
    static func newName(_ settings: ConsumerSettings) -> String {
        "\(settings.name)-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
    }

    /// The member's name now.
    var member: String { hands.withLock { $0.member } }

    /// The lease in milliseconds.
    var leaseMilliseconds: Int { settings.lease.millisecondsRoundedUp }

    /// What was not renewed in time, and Redis does not know of yet.
    ///
    /// It may be said twice: Redis gives back only what the member still has with the same attempt.
    /// - Returns: how to tell it; `nil` where there is nothing
    func expired() -> Expiry? {
        let (member, ended) = hands.withLock { hands in
            hands.expire(at: MonotonicClock.now())
            return (hands.member, hands.ended)
        }
        guard !ended.isEmpty else { return nil }
        var commands = RedisScript.begin("expire", group, 1 + 3 * ended.count)
        commands.append(member)
        for delivery in ended.values {
            commands.append(delivery.lane)
            commands.append(delivery.id.text)
            commands.append(delivery.attempt)
        }
        return Expiry(member: member, numbers: Array(ended.keys), commands: commands)
    }

    /// Redis answered what it was told.
    func told(_ expiry: Expiry, _ answer: RedisReply) {
        hands.withLock { $0.told(expiry.numbers, as: expiry.member, isMember: answer.integer == 1) }
    }

    /// Begins a change of name.
    /// - Returns: how to ask for it
    func beginRename(to name: String) -> RedisCommands {
        let (olds, kept) = hands.withLock { $0.beginRename(to: name) }
        var commands = RedisScript.begin("rejoin", group, 3 + olds.count + 2 * kept.count)
        commands.append(name)
        commands.append(leaseMilliseconds)
        commands.append(olds.count)
        for old in olds { commands.append(old) }
        for delivery in kept {
            commands.append(delivery.lane)
            commands.append(delivery.id.text)
        }
        return commands
    }

    /// Notes that Redis and this member may have different ideas of what it has.
    func doubt() {
        hands.withLock { $0.doubt() }
    }
}
