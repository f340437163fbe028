/// What an engine and its driver promise, as data: `docs/messaging.md` shows it, and the contract suite holds the driver to it.
public struct Guarantees: Sendable, Hashable {
    /// How far messages of a key stay in order.
    public enum Order: String, Sendable, Hashable {
        /// Among all members of a group, through retries and crashes.
        case perKey = "per key"
        /// As long as the group has one member; several members may handle messages of a key at the same time.
        case perKeyWithinMember = "per key within a member"
    }

    /// Where a message of a key waits for its retry.
    public enum KeyedRetry: String, Sendable, Hashable {
        /// In the engine, which keeps the later ones of the key back.
        case engine
        /// With the member that has it, which keeps its lease: the engine could not keep the order.
        case member
    }

    /// For how long a delivery belongs to its member.
    public enum Lease: String, Sendable, Hashable {
        /// For ``ConsumerSettings/lease``, unless it is renewed.
        case timed
        /// For as long as the member is connected.
        case connection
    }

    /// How a delivery that was lost with its member's process counts.
    public enum CrashCount: String, Sendable, Hashable {
        /// As an attempt.
        case counted
        /// Not at all: the message comes with the number it had.
        case uncounted
    }

    /// How exact the depth is.
    public enum DepthPrecision: String, Sendable, Hashable {
        /// Exact at any moment.
        case exact
        /// Exact when nothing is published or settled during the call and all members are of this process; otherwise near.
        case exactWhenQuiet = "exact when quiet"
        /// The engine counts with a delay.
        case near
    }

    /// How often a message that is given up appears among the dead letters.
    public enum DeadLettering: String, Sendable, Hashable {
        /// Once.
        case exactlyOnce = "exactly once"
        /// Once, but for a crash in the very moment, which may double it (with the same id).
        case atLeastOnce = "at least once"
    }

    /// How far messages of a topic's key stay in order.
    public var order: Order
    /// How far messages of a queue's key stay in order.
    public var queueOrder: Order
    /// Where a message of a key waits for its retry.
    public var keyedRetry: KeyedRetry
    /// For how long a delivery belongs to its member.
    public var lease: Lease
    /// How a delivery that was lost with its member's process counts.
    public var crashCount: CrashCount
    /// How late a retry may come on an idle machine, beyond its time.
    public var retryLateBy: Duration
    /// Whether retries that wait in the engine survive its restart.
    public var retriesSurviveRestart: Bool
    /// How exact the depth is.
    public var depth: DepthPrecision
    /// How often a message that is given up appears among the dead letters.
    public var deadLettering: DeadLettering
    /// Where new groups of a topic may start.
    public var starts: Set<GroupStart>
    /// Whether a topic keeps messages while it has no group; otherwise they are unroutable.
    public var keepsWithoutGroups: Bool
    /// How large a body may be, in bytes.
    public var maximumBodyBytes: Int
    /// How many members of one group can work at the same time; `nil` for any number.
    public var maximumMembers: Int?
    /// Within what time another member gets the messages of one that was killed, at the latest, apart from the lease.
    public var takeover: Duration

    /// Creates guarantees: those of an engine that can do everything, to be weakened.
    public init() {
        order = .perKey
        queueOrder = .perKey
        keyedRetry = .engine
        lease = .timed
        crashCount = .counted
        retryLateBy = .seconds(1)
        retriesSurviveRestart = true
        depth = .exact
        deadLettering = .exactlyOnce
        starts = [.beginning, .end]
        keepsWithoutGroups = true
        maximumBodyBytes = 16 << 20
        maximumMembers = nil
        takeover = .seconds(2)
    }
}
