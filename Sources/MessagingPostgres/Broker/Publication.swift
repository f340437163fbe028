import Messaging

/// Messages for a topic that go to the server together.
struct Publication: Sendable {
    /// How much goes to the server in one statement, in bytes of bodies and attributes.
    static let maximumWeight = 2 << 20

    let topic: Topic
    let messages: ArraySlice<Message>

    /// How much of a statement a message fills, about.
    static func weight(of message: Message) -> Int {
        message.body.count + MessageCoding.estimatedSize(of: message)
    }

    /// Publishes several publications for one topic, in order.
    static func run(_ publications: [Publication], _ session: PostgresSession) throws(PostgresFailure) {
        guard let topic = publications.first?.topic else { return }
        let messages = publications.flatMap(\.messages)
        var parameters = StatementParameters(capacity: messages.reduce(256) { $0 + weight(of: $1) + 32 })
        parameters.add(topic)
        parameters.add(messages.map { $0.key.map(MessageCoding.hash) })
        parameters.add(messages) { message, bytes in
            MessageCoding.append(message, to: &bytes)
            return true
        }
        parameters.add(messages) { message, bytes in
            bytes.append(contentsOf: message.body)
            return true
        }
        _ = try session.run("SELECT florin.publish($1, $2, $3, $4, $5)", parameters)
    }
}
