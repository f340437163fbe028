/// A message on its way to the engine.
struct Outgoing: Sendable {
    /// Empty for the default exchange, where the routing key is a queue's name.
    var exchange: String
    var routingKey: String
    var message: AMQPMessage
    /// Whether it loses headers rather than being too large: what comes back from the engine has to go on in some form.
    var isShortened = false
}
