public import Messaging

/// How an intake takes commands.
public struct IntakeSettings: Sendable {
    /// How many batches are decided at the same time: at least and at most.
    ///
    /// With one, commands are decided in the order of the queue; with more, only those of one key are.
    public var consumers: ClosedRange<Int> = 1...1
    /// How many commands are decided together at the most.
    public var maximumBatch = 512
    /// The most bytes of one message; larger ones go to the dead letters.
    public var maximumBodyBytes = 1 << 20
    /// How many messages it may hold; in engines that push them, such as RabbitMQ, no more than 256, because they push bodies of any size.
    public var prefetch = 2048
    /// What it shares its turns with, and its weight there; `nil` for turns of its own.
    public var share: HandlerShare?

    /// Creates settings with the defaults.
    public init() {}
}
