import Messaging

/// A lane as a member has it: what came, and what is in its caller's hands.
///
/// Pure: no call of it waits for anything.
struct Lane: Sendable {
    /// A delivery in the caller's hands.
    struct Held: Sendable {
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
    /// What came and nobody has asked for.
    var buffer = FIFO<Incoming>()
    /// What waits here for its time.
    var delayed: [Incoming] = []
    /// What goes to the next step of its delay.
    var moving: Set<UInt64> = []
    /// What is in the caller's hands.
    var held: [UInt64: Held] = [:]
    /// Whether this member is known to be the one that gets the lane's messages.
    var isActive: Bool
    /// Whether the consumer is there that ``MemberLoop`` makes and takes away to be sure of acknowledgements.
    var hasWitness = false
    /// Since when it is being given up, in nanoseconds of the monotonic clock; `nil` where it is not.
    var leavingSince: UInt64?

    /// Whether nothing of it is in anybody's hands.
    var isQuiet: Bool { held.isEmpty && moving.isEmpty }

    /// Takes deliveries for the caller.
    mutating func take(_ count: Int, into deliveries: inout [Delivery]) -> Int {
        guard leavingSince == nil else { return 0 }
        var taken = 0
        while taken < count, let incoming = buffer.popFirst() {
            held[incoming.tag] = Held(raw: incoming.raw, attempt: incoming.attempt)
            deliveries.append(
                Delivery(
                    message: incoming.message, receipt: Receipt(session: session, number: incoming.tag),
                    attempt: incoming.attempt, malformation: incoming.malformation))
            taken += 1
        }
        return taken
    }

    /// Makes room for acknowledgements of tags, as few as say it.
    /// - Parameter tags: what is acknowledged, and is not among the rest any more
    /// - Returns: up to where all is acknowledged, and the others one by one
    func acknowledgements(of tags: [UInt64]) -> (all: UInt64?, single: [UInt64]) {
        let rest = [held.keys.min(), buffer.first?.tag, delayed.map(\.tag).min(), moving.min()].compactMap(\.self).min()
        let sorted = tags.sorted()
        guard let rest else { return (sorted.last, []) }
        let single = sorted.filter { $0 > rest }
        return (sorted.last { $0 < rest }, single)
    }

    /// Lets what has waited long enough be taken.
    /// - Parameter now: milliseconds since 1970
    mutating func release(_ now: Int64) {
        guard delayed.contains(where: { $0.due <= now }) else { return }
        for incoming in delayed where incoming.due <= now { buffer.append(incoming) }
        delayed.removeAll { $0.due <= now }
    }
}
