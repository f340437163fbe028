/// How much of a topic a group still has before it: Q = n − m, and what state it is in.
///
/// Q includes the dead letters: they wait for a person, not for a consumer, and ``waiting`` leaves them out.
public struct Depth: Sendable, Hashable {
    /// Messages that a member may get at once, or as soon as an earlier one of their key is settled.
    public var ready: Int
    /// Messages that members have and have not settled.
    public var inFlight: Int
    /// Messages that wait for the time of their retry.
    public var delayed: Int
    /// Dead letters.
    public var dead: Int
    /// m: messages that the group is done with, since it exists or, where the engine does not count, since this process knows it.
    public var consumed: Int

    /// n: messages that were published for the group.
    public var produced: Int { consumed + depth }
    /// Q = n − m.
    public var depth: Int { ready + inFlight + delayed + dead }
    /// What consumers still have to do: Q without the dead letters.
    public var waiting: Int { ready + inFlight + delayed }

    /// Creates a depth.
    /// - Parameters:
    ///   - ready: messages that a member may get
    ///   - inFlight: messages that members have
    ///   - delayed: messages that wait for their time
    ///   - dead: dead letters
    ///   - consumed: m, messages that the group is done with
    public init(ready: Int = 0, inFlight: Int = 0, delayed: Int = 0, dead: Int = 0, consumed: Int = 0) {
        self.ready = ready
        self.inFlight = inFlight
        self.delayed = delayed
        self.dead = dead
        self.consumed = consumed
    }
}
