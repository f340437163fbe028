package import Messaging
import NIOCore

extension PaymentResponder {
    /// The queues.
    /// - Throws: 503 `queues_unavailable` where the server has none
    func queueSide() throws(Problem) -> QueueSide {
        guard let queues else { throw Problem(.queuesUnavailable, "This server runs without queues.") }
        return queues
    }

    /// Refuses queues that are Florin's own: what goes in there is checked before.
    static func checkNotReserved(_ queue: Topic) throws(Problem) {
        guard !queue.isReserved else { throw Problem(.queueReserved, field: "queue") }
    }

    /// `POST /message`: a message for a queue, confirmed by the engine.
    func sendMessage(_ exchange: Exchange) async throws(Problem) -> HTTPReply {
        try exchange.checkNoQuery()
        try exchange.checkContentType()
        let sent = try SentMessage(exchange.body.readableBytesUInt8Span)
        try PaymentResponder.checkNotReserved(sent.queue)
        let queues = try queueSide()
        guard sent.message.body.count <= queues.broker.guarantees.maximumBodyBytes else {
            throw Problem(.messageTooLarge, field: "message")
        }
        do {
            try await queues.sender.send(sent.message, to: sent.queue)
        } catch {
            throw Problem(error, isShown: false)
        }
        var writer = JSONWriter(capacity: 256)
        writer.raw("{\"status\":\"success\",\"message\":\"message sent\",\"id\":")
        writer.string(sent.message.id)
        writer.raw(",\"queue\":")
        writer.string(sent.queue.name)
        writer.raw("}")
        return HTTPReply(status: 200, body: writer.finish())
    }
}

extension Topic {
    /// Whether it is a queue of Florin's own, which commands go into only after they were checked.
    package var isReserved: Bool { kind == .queue && name.hasPrefix("florin.") }
}
