public import Messaging

extension PostgresBroker {
    /// Publishes messages in order, and returns once the server has them on its disk.
    ///
    /// Large arrays go in pieces of 2 MiB, each a transaction; what other callers publish to the topic at the same time goes along.
    /// - Parameters:
    ///   - messages: any number
    ///   - topic: a topic or a queue that was declared
    /// - Throws: `unroutable` where the topic was not declared, `tooLarge` for a message beyond 16 MiB
    public func publish(_ messages: [Message], to topic: Topic) async throws(MessagingFault) {
        for message in messages where message.body.count > guarantees.maximumBodyBytes {
            throw MessagingFault(
                .tooLarge,
                "\(label): the body of a message has \(message.body.count) bytes, more than \(guarantees.maximumBodyBytes)"
            )
        }
        let client = try publisher()
        var rest = messages[...]
        while !rest.isEmpty {
            var weight = 0
            let piece = rest.prefix { message in
                weight += Publication.weight(of: message)
                return weight <= Publication.maximumWeight
            }
            // The first one goes even where it is heavier.
            let messages = piece.isEmpty ? rest.prefix(1) : piece
            rest = rest.dropFirst(messages.count)
            let ticket = publications.enter(Publication(topic: topic, messages: messages), weight: max(weight, 1))
            _ = try await client.together(ticket, of: publications, until: client.deadline()) {
                session, batch throws(PostgresFailure) in
                try Publication.run(batch, session)
                return batch.map { _ in true }
            }
        }
    }
}
