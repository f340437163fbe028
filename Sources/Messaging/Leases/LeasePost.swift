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

    init(_ group: ConsumerGroup, session: UInt64, line: LeaseLine, now: LeaseLine.Instant) {
        self.group = group
        self.session = session
        self.line = line
        idleSince = now
    }

    /// Whether clients can be served.
    var isOpen: Bool { consumer != nil && !isEnding }

    func wakeReceiving() {
        demandWaiter?.resume()
        demandWaiter = nil
    }

    func wakeSettling() {
        settlementWaiter?.resume()
        settlementWaiter = nil
    }
}
