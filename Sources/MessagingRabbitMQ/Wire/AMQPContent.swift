/// A message of which the frames are coming in.
struct AMQPContent {
    /// What the message is.
    enum Role {
        case delivery(tag: UInt64)
        case got(tag: UInt64)
        case returned(exchange: String, routingKey: String)
    }

    var role: Role
    var message: AMQPMessage?
    /// How many bytes of the body are still to come.
    var missingBytes: UInt64 = 0

    /// The event, when everything is here.
    func event(on channel: UInt16) -> AMQPEvent? {
        guard let message, missingBytes == 0 else { return nil }
        return switch role {
        case .delivery(let tag): .delivery(channel: channel, tag: tag, message)
        case .got(let tag): .got(channel: channel, tag: tag, message)
        case .returned(let exchange, let routingKey): .returned(exchange: exchange, routingKey: routingKey)
        }
    }
}
