import DequeModule

/// What a desk keeps of one queue; belongs to its actor.
final class LeasePost {
    /// A client that waits.
    struct Ask {
        let waiter: LeaseWaiter
        /// How long it is to have its message.
        let lease: Duration
        /// How long it waits, counted from when the queue was joined.
        let waiting: Duration
        var end: LeaseLine.Instant
        /// When it gives up waiting for the queue to be joined.
        let joinEnd: LeaseLine.Instant
    }

    let group: ConsumerGroup
    /// Tells the sessions of one queue apart.
    let session: UInt64
    var line: LeaseLine
    var asks: Deque<Ask> = []
    /// `nil` until the queue was joined.
    var consumer: (any MessageConsumer)?
    /// What keeps it from going on; `nil` while it works.
    var fault: MessagingFault?
    /// Since when nobody has used it.
    var idleSince: LeaseLine.Instant
    /// Whether the session is to end.
    var isEnding = false
    var demandWaiter: CheckedContinuation<Void, Never>?
    var settlementWaiter: CheckedContinuation<Void, Never>?
    var doubtWaiter: CheckedContinuation<Void, Never>?
    /// How often the engine left open what it did, or had lost something.
    private(set) var doubts = 0
    /// The last of those doubts after which the engine said what it still has.
    private var clearedDoubts = 0

    init(_ group: ConsumerGroup, session: UInt64, line: LeaseLine, now: LeaseLine.Instant) {
        self.group = group
        self.session = session
        self.line = line
        idleSince = now
    }

    /// Whether clients can be served, sooner or later.
    var isOpen: Bool { consumer != nil && !isEnding }
    /// Whether somebody else may have messages that it has: no client gets any until the engine was asked.
    var isDoubtful: Bool { doubts > clearedDoubts }

    func doubt() {
        doubts += 1
        wakeDoubting()
    }

    /// The engine has said, after a doubt and those before it, what it still has.
    func clear(_ doubt: Int) {
        clearedDoubts = max(clearedDoubts, doubt)
    }

    func wakeReceiving() {
        demandWaiter?.resume()
        demandWaiter = nil
    }

    func wakeSettling() {
        settlementWaiter?.resume()
        settlementWaiter = nil
    }

    func wakeDoubting() {
        doubtWaiter?.resume()
        doubtWaiter = nil
    }
}
