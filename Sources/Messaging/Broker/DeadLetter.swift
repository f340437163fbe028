public import FoundationEssentials

/// A message that a group gave up on.
public struct DeadLetter: Sendable, Hashable {
    /// What it is called in the group's dead letters; the driver's own, and printable.
    public var id: String
    /// The message as it was published.
    public var message: Message
    /// Why the group gave up.
    public var reason: String
    /// The group that gave up.
    public var group: ConsumerGroup
    /// How often somebody got it.
    public var attempts: Int
    /// When the group gave up, where the engine knows.
    public var time: Date?

    /// Creates a dead letter.
    /// - Parameters:
    ///   - id: what it is called in the group's dead letters
    ///   - message: the message as it was published
    ///   - reason: why the group gave up
    ///   - group: the group
    ///   - attempts: how often somebody got it
    ///   - time: when the group gave up
    public init(id: String, message: Message, reason: String, group: ConsumerGroup, attempts: Int, time: Date? = nil) {
        self.id = id
        self.message = message
        self.reason = reason
        self.group = group
        self.attempts = attempts
        self.time = time
    }
}
