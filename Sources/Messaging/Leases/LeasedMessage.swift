/// A message that a client has until its lease ends.
public struct LeasedMessage: Sendable {
    /// What it is settled with.
    public var receipt: LeaseReceipt
    /// Where it comes from.
    public var group: ConsumerGroup
    /// What was published.
    public var message: Message
    /// 1 for the first time that somebody gets it.
    public var attempt: Int
    /// How long the client has it, from now on.
    public var lease: Duration
}
