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
    /// Whether the consumer left.
    var isLeft = false
    /// Whether Redis may have given it something that it does not know of, or not have heard of something that it gave back.
    var isDoubtful = false

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
    mutating func expire(at now: UInt64) -> [Held] {
        guard earliest <= now else { return [] }
        var first: [Lane: RedisEntryID] = [:]
        for delivery in held.values where delivery.deadline <= now {
            guard let key = delivery.key else { continue }
            let lane = Lane(number: delivery.lane, key: key)
            first[lane] = min(first[lane] ?? delivery.id, delivery.id)
        }
        var ended: [Held] = []
        for (number, delivery) in held {
            let begin = delivery.key.flatMap { first[Lane(number: delivery.lane, key: $0)] }
            guard delivery.deadline <= now || begin.map({ delivery.id >= $0 }) == true else { continue }
            ended.append(delivery)
            held[number] = nil
        }
        earliest = held.values.map(\.deadline).min() ?? .max
        return ended
    }

    /// The next moment at which a lease may end.
    var nextDeadline: UInt64 { held.isEmpty ? .max : earliest }

    /// Gives the member another name.
    /// - Parameters:
    ///   - member: the name
    ///   - keeps: whether it keeps its deliveries
    mutating func rename(_ member: String, keeps: Bool) {
        self.member = member
        if !keeps {
            held = [:]
            earliest = .max
        }
    }

    private struct Lane: Hashable {
        var number: Int
        var key: String
    }
}
