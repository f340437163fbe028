/// How Florin works with message engines.
struct MessagingSettings: Sendable {
    /// Where events are published: URLs, with the topic behind `#`.
    var brokers: [String] = []
    /// Where commands are taken from: see ``IntakeAddress``.
    var intakes: [String] = []
    /// Which engine holds the queues of `/message`, `/consume`, `/event` and of payments that are answered before they are decided.
    var queues = "embedded:"
    /// How many batches of the command queue are decided at the same time: at least and at most.
    var consumers = 1...8
    /// From how many waiting commands on no more are taken.
    var maximumQueuedCommands = 1_000_000
    /// The most bytes of a message that an intake takes.
    var maximumMessageBytes = 1 << 20
    /// How many batches of all intakes are decided at the same time; `nil` for as many as any of them may.
    ///
    /// The weights share them out.
    var turns: Int?
}
