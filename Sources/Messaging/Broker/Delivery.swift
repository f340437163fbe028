/// A message in the hands of a consumer, until it is settled or its lease is lost.
public struct Delivery: Sendable {
    /// What was published.
    public var message: Message
    /// What it is settled with.
    public var receipt: Receipt
    /// 1 for the first time that somebody gets it; how far it is kept across a crash is a guarantee of the driver.
    public var attempt: Int
    /// Why the engine's bytes are no message, where they are none: such a delivery goes to the dead letters, whoever gets it.
    public var malformation: String?

    /// Creates a delivery.
    /// - Parameters:
    ///   - message: what was published
    ///   - receipt: what it is settled with
    ///   - attempt: 1 for the first time
    ///   - malformation: why it is no message, where it is none
    public init(message: Message, receipt: Receipt, attempt: Int, malformation: String? = nil) {
        self.message = message
        self.receipt = receipt
        self.attempt = attempt
        self.malformation = malformation
    }
}
