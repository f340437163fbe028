/// A message that came to a member, and that it may hand out.
struct BufferedFrame: Sendable, Hashable {
    var frame: StompFrame
    /// Its place among those of the member's connection.
    var place: UInt64
    /// Which delivery the next one is.
    var attempt: Int

    /// What the delivery is acknowledged with.
    var ack: String { frame["ack"] ?? "" }
    /// How much of the member's room it takes.
    var bytes: Int { frame.body.count }
}
