public import Messaging

extension EmbeddedBroker {
    static let maximumBodyBytes = 16 << 20
    private static let maximumBytes = 2 << 20
    private static let maximumCount = 4096

    /// Publishes messages in order, and returns once they are on the disk.
    /// - Parameters:
    ///   - messages: any number; large arrays are published in pieces of 2 MiB
    ///   - topic: a topic or a queue that was declared
    /// - Throws: `unroutable`, `tooLarge`, and `full` where the disk has no room; pieces before a fault are published
    public func publish(_ messages: [Message], to topic: Topic) async throws(MessagingFault) {
        for message in messages where message.body.count > Self.maximumBodyBytes {
            throw MessagingFault(
                .tooLarge,
                "\(label): a body of \(message.body.count) bytes, expected up to \(Self.maximumBodyBytes)")
        }
        var rest = messages[...]
        repeat {
            let piece = EncodedMessages(rest.prefix(Self.count(rest)))
            rest = rest.dropFirst(piece.count)
            try await engine.call(isDurable: true, sizeBytes: piece.sizeBytes) { store in
                try store.publish(piece, to: topic)
            }
        } while !rest.isEmpty
    }

    private static func count(_ messages: ArraySlice<Message>) -> Int {
        var sizeBytes = 0
        var count = 0
        for message in messages {
            sizeBytes += message.body.count + 256
            guard count == 0 || (sizeBytes <= maximumBytes && count < maximumCount) else { break }
            count += 1
        }
        return count
    }
}
