import BlockingIO
import Messaging
import Synchronization

/// One member of a group: what the thread that reads and the callers that settle share.
final class RedisMembership: Sendable {
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

    /// Takes out what was not renewed in time.
    /// - Returns: the commands that tell Redis; `nil` where there is nothing
    func expired() -> RedisCommands? {
        let (member, ended) = hands.withLock { ($0.member, $0.expire(at: MonotonicClock.now())) }
        guard !ended.isEmpty else { return nil }
        var commands = RedisScript.begin("expire", group, 1 + 2 * ended.count)
        commands.append(member)
        for delivery in ended {
            commands.append(delivery.lane)
            commands.append(delivery.id.text)
        }
        return commands
    }

    /// Notes that Redis and this member may have different ideas of what it has.
    func doubt() {
        hands.withLock { $0.isDoubtful = true }
    }
}
