import BlockingIO
import Messaging

/// What a member's callers and its thread share.
struct MemberState: Sendable {
    /// A call of `receive` that waits.
    struct Waiter: Sendable {
        var number: UInt64
        var count: Int
        /// Until when it waits for deliveries, in nanoseconds of the monotonic clock.
        var end: UInt64
        /// Until when it waits for a connection.
        var deadline: UInt64
        var resume: @Sendable (Result<[Delivery], MessagingFault>) -> Void
    }

    /// What the callers want of the thread.
    enum Command: Sendable {
        /// Acknowledges deliveries; those that are lost come back.
        case acknowledge([Receipt], deadline: UInt64, @Sendable (Result<[Receipt], MessagingFault>) -> Void)
        /// Waits until everything that the engine had sent is here.
        case catchUp(deadline: UInt64, @Sendable (Result<Void, MessagingFault>) -> Void)
        /// Throws away what nobody has asked for.
        case dropBuffers(@Sendable (Int) -> Void)
    }

    let prefetch: Int
    var lanes: [UInt64: Lane] = [:]
    var waiters: [Waiter] = []
    var commands: [Command] = []
    var isClosed = false
    /// Why the last attempt to connect failed.
    private var nextWaiter: UInt64 = 0
    private var turn: UInt64 = 0

    init(prefetch: Int) {
        self.prefetch = prefetch
    }

    var inHands: Int { lanes.values.reduce(0) { $0 + $1.held.count } }
    var buffered: Int { lanes.values.reduce(0) { $0 + $1.buffer.count } }
    var delayed: Int { lanes.values.reduce(0) { $0 + $1.delayed.count } }

    mutating func newWaiter() -> UInt64 {
        nextWaiter += 1
        return nextWaiter
    }

    /// Takes deliveries, from every lane in turn.
    mutating func take(_ count: Int) -> [Delivery] {
        var room = min(count, prefetch - inHands)
        guard room > 0, !lanes.isEmpty else { return [] }
        var deliveries: [Delivery] = []
        let sessions = lanes.keys.sorted { lanes[$0]?.index ?? 0 < lanes[$1]?.index ?? 0 }
        let start = Int(turn % UInt64(sessions.count))
        turn += 1
        for offset in 0..<sessions.count where room > 0 {
            let session = sessions[(start + offset) % sessions.count]
            room -= lanes[session]?.take(room, into: &deliveries) ?? 0
        }
        return deliveries
    }

    /// Serves the calls that wait, as far as there is something for them.
    mutating func serve() -> [(Waiter, [Delivery])] {
        var served: [(Waiter, [Delivery])] = []
        while let waiter = waiters.first {
            let deliveries = take(waiter.count)
            if deliveries.isEmpty { break }
            waiters.removeFirst()
            served.append((waiter, deliveries))
        }
        return served
    }

    /// A delivery of this session that nobody is settling yet.
    mutating func beginSettling(_ receipt: Receipt) -> Lane.Held? {
        guard let held = lanes[receipt.session]?.held[receipt.number], !held.isSettling else { return nil }
        lanes[receipt.session]?.mark(receipt.number, isSettling: true)
        return held
    }

    /// Puts deliveries back into their places.
    mutating func release(_ receipts: [Receipt]) {
        for (session, receipts) in Dictionary(grouping: receipts, by: \.session) {
            lanes[session]?.release(receipts.map(\.number))
        }
    }

    /// Whether a delivery is still this member's.
    func has(_ receipt: Receipt) -> Bool {
        lanes[receipt.session]?.held[receipt.number] != nil
    }
}
