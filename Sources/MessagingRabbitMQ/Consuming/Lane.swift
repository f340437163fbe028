import Messaging

/// A lane as a member has it: what came, and what is in its caller's hands.
///
/// Pure: no call of it waits for anything.
struct Lane: Sendable {
    /// A delivery in the caller's hands.
    struct Held: Sendable {
        /// The engine's number of it.
        var tag: UInt64
        var raw: AMQPMessage
        var attempt: Int
        /// Whether somebody is saying what becomes of it.
        var isSettling = false
    }

    /// Its number in the group.
    let index: Int
    /// Its queue.
    let queue: String
    /// The channel that it has to itself: closing it gives everything back in order.
    let channel: UInt16
    /// What its receipts begin with; another one for each channel.
    let session: UInt64
    /// What came and nobody has asked for, in the order of its coming.
    private(set) var buffer = FIFO<Incoming>()
    /// What waits here for its time.
    private(set) var delayed: [Incoming] = []
    /// What goes to the next step of its delay.
    var moving: Set<UInt64> = []
    /// What is in the caller's hands, by the numbers of the receipts: another one each time, also of what was released before.
    private(set) var held: [UInt64: Held] = [:]
    private var lastReceipt: UInt64 = 0
    /// What the engine was told.
    var acknowledged = AcknowledgedTags()
    /// Whether this member is known to be the one that gets the lane's messages.
    var isActive: Bool
    /// Whether the consumer is there that ``MemberLoop`` makes and takes away to be sure of acknowledgements.
    var hasWitness = false
    /// Since when it is being given up, in nanoseconds of the monotonic clock; `nil` where it is not.
    var leavingSince: UInt64?

    /// Whether nothing of it is in anybody's hands.
    var isQuiet: Bool { held.isEmpty && moving.isEmpty }

    /// Begins with nothing of it.
    init(index: Int, queue: String, channel: UInt16, session: UInt64, isActive: Bool) {
        (self.index, self.queue, self.channel, self.session) = (index, queue, channel, session)
        self.isActive = isActive
    }

    /// Takes in what came.
    /// - Parameters:
    ///   - incoming: what came
    ///   - now: milliseconds since 1970
    mutating func add(_ incoming: Incoming, _ now: Int64) {
        if incoming.due > now { delayed.append(incoming) } else { buffer.append(incoming) }
    }

    /// Takes deliveries for the caller.
    mutating func take(_ count: Int, into deliveries: inout [Delivery]) -> Int {
        guard leavingSince == nil else { return 0 }
        var taken = 0
        while taken < count, let incoming = buffer.popFirst() {
            deliveries.append(
                Delivery(
                    message: incoming.message,
                    receipt: hold(Held(tag: incoming.tag, raw: incoming.raw, attempt: incoming.attempt)),
                    attempt: incoming.attempt, malformation: incoming.malformation))
            taken += 1
        }
        return taken
    }

    /// Puts a delivery into somebody's hands.
    mutating func hold(_ delivery: Held) -> Receipt {
        lastReceipt += 1
        held[lastReceipt] = delivery
        return Receipt(session: session, number: lastReceipt)
    }

    /// Says whether somebody is saying what becomes of a delivery.
    mutating func mark(_ number: UInt64, isSettling: Bool) {
        held[number]?.isSettling = isSettling
    }

    /// Takes a delivery out of the caller's hands.
    /// - Parameter number: that of its receipt
    /// - Returns: the engine's number; `nil` where it was in nobody's hands
    mutating func letGo(_ number: UInt64) -> UInt64? {
        held.removeValue(forKey: number)?.tag
    }

    /// Puts deliveries back into their places, as if nobody had taken them.
    ///
    /// The engine hears nothing of it: it would put them behind what this member has already. When the member leaves, everything goes back together,
    /// in order.
    /// - Parameter numbers: those of their receipts
    mutating func release(_ numbers: [UInt64]) {
        let released = numbers.compactMap { held.removeValue(forKey: $0) }
        insert(released.map { Incoming(tag: $0.tag, raw: $0.raw, now: nil) })
    }

    /// Lets what has waited long enough be taken.
    /// - Parameter now: milliseconds since 1970
    mutating func ripen(_ now: Int64) {
        guard delayed.contains(where: { $0.due <= now }) else { return }
        insert(delayed.filter { $0.due <= now })
        delayed.removeAll { $0.due <= now }
    }

    /// Throws away what nobody has asked for.
    /// - Returns: the engine's numbers
    mutating func drop() -> [UInt64] {
        defer { delayed = [] }
        return (buffer.takeAll() + delayed).map(\.tag)
    }

    private mutating func insert(_ more: [Incoming]) {
        guard !more.isEmpty else { return }
        for incoming in (buffer.takeAll() + more).sorted(by: { $0.tag < $1.tag }) { buffer.append(incoming) }
    }
}
