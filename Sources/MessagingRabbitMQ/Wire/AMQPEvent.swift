/// Something that the engine sent without being asked, or as the answer to a question that nobody blocks for.
enum AMQPEvent: Sendable {
    /// A message for a consumer.
    case delivery(channel: UInt16, tag: UInt64, AMQPMessage)
    /// The answer to `basic.get`; `nil` where the queue has none.
    case got(channel: UInt16, tag: UInt64, AMQPMessage?)
    /// A message that no queue wanted.
    case returned(exchange: String, routingKey: String)
    /// The engine took messages, or refused them.
    case confirmed(tag: UInt64, isMultiple: Bool, isTaken: Bool)
    /// The answer to a question: a passive `queue.declare` tells how many consumers there are, the others tell nothing.
    case answered(channel: UInt16, consumers: Int)
    /// The engine took a consumer away, as its queue is gone.
    case cancelled(channel: UInt16)
    /// The engine closed a channel.
    case closed(channel: UInt16, code: Int, text: String)
    /// The engine has no memory or no disk left, or has it again.
    case blocked(Bool)
    /// A frame that says nothing yet.
    case nothing
}
