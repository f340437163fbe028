/// What a member has and has not settled.
///
/// Decisions only: no clock, no connection. Everything is settled under the name that the member has in Redis, so names and deliveries are kept together.
struct RedisHands: Sendable {
    /// A delivery.
    struct Held: Sendable {
        var lane: Int
        var id: RedisEntryID
        var key: String?
        var attempt: Int
        /// When its lease ends, in nanoseconds of the monotonic clock.
        var deadline: UInt64
    }

    /// What the member is called in Redis.
    private(set) var member: String
    /// By the number in the receipt.
    private(set) var held: [UInt64: Held] = [:]
    /// Deliveries whose lease ended, until Redis knows.
    private(set) var ended: [UInt64: Held] = [:]
    /// Whether the consumer left.
    var isLeft = false
    /// Whether Redis may have given it something that it does not know of: it has to change its name before it takes more.
    private(set) var isDoubtful = false

    /// Names that it may have in Redis by now: changes of name that are under way, or whose answers were lost.
    private var wishes: [String] = []
    private var next: UInt64 = 1
    /// No lease ends before.
    private var earliest = UInt64.max

    init(member: String) {
        self.member = member
    }

    /// Takes a delivery.
    /// - Returns: its number
    mutating func add(_ delivery: Held) -> UInt64 {
        defer { next += 1 }
        held[next] = delivery
        earliest = min(earliest, delivery.deadline)
        return next
    }

    /// A delivery whose lease has not ended.
    func live(_ number: UInt64, at now: UInt64) -> Held? {
        guard let delivery = held[number], delivery.deadline > now else { return nil }
        return delivery
    }

    /// Lengthens a lease.
    mutating func renew(_ number: UInt64, until deadline: UInt64) {
        held[number]?.deadline = deadline
    }

    /// Lets a settled delivery go.
    mutating func remove(_ number: UInt64) {
        held[number] = nil
    }

    /// Takes out the deliveries whose lease ended, and the later ones of their keys: they have to come again behind them.
    mutating func expire(at now: UInt64) {
        guard earliest <= now else { return }
        var first: [Lane: RedisEntryID] = [:]
        for delivery in held.values where delivery.deadline <= now {
            guard let key = delivery.key else { continue }
            let lane = Lane(number: delivery.lane, key: key)
            first[lane] = min(first[lane] ?? delivery.id, delivery.id)
        }
        for (number, delivery) in held {
            let begin = delivery.key.flatMap { first[Lane(number: delivery.lane, key: $0)] }
            guard delivery.deadline <= now || begin.map({ delivery.id >= $0 }) == true else { continue }
            ended[number] = delivery
            held[number] = nil
        }
        earliest = held.values.map(\.deadline).min() ?? .max
    }

    /// Redis was told which leases ended.
    /// - Parameters:
    ///   - numbers: those that it was told of
    ///   - member: under which name
    ///   - isMember: whether it knew a member of that name
    mutating func told(_ numbers: [UInt64], as member: String, isMember: Bool) {
        if isMember {
            for number in numbers { ended[number] = nil }
        } else {
            forget(member)
        }
    }

    /// The next moment at which a lease may end.
    var nextDeadline: UInt64 { held.isEmpty ? .max : earliest }

    private struct Lane: Hashable {
        var number: Int
        var key: String
    }
}

extension RedisHands {
    /// All names that it may have in Redis.
    var names: [String] { wishes + [member] }

    /// Notes that Redis and this member may have different ideas of what it has.
    mutating func doubt() {
        isDoubtful = true
    }

    /// Redis said that it knows no member of a name (any more).
    ///
    /// Where that is still its name, all it had is lost, and Redis may have it under a name that is being asked for.
    /// - Returns: whether the member has another name by now, with which to try again
    @discardableResult
    mutating func forget(_ name: String) -> Bool {
        guard name == member else { return true }
        lose()
        doubt()
        return false
    }

    /// Begins a change of name.
    ///
    /// What is doubted from here on is doubted when it ends, too: it was not in what Redis is told.
    /// - Parameter name: a name that nobody had before
    /// - Returns: the names until now, and what it keeps of what it has under them
    mutating func beginRename(to name: String) -> (names: [String], kept: [Held]) {
        defer { wishes.append(name) }
        isDoubtful = false
        return (names, Array(held.values) + Array(ended.values))
    }

    /// Ends the change of name that began last.
    /// - Parameters:
    ///   - name: the new name
    ///   - isMember: whether Redis knew the member until then; otherwise others have what it had
    mutating func endRename(to name: String, isMember: Bool) {
        member = name
        wishes = []
        if !isMember { lose() }
    }

    /// Lets everything go.
    mutating func lose() {
        held = [:]
        ended = [:]
        earliest = .max
    }
}
