import HTTPTypes
import Messaging
import NIOCore
import PaymentKeys

extension PaymentResponder {
    /// How long a client may have a message, in seconds: 12 hours.
    static let maximumLeaseSeconds = 43_200

    /// `GET /consume`: the next message of a queue, leased, or acknowledged at once.
    func consume(_ exchange: Exchange) async throws(Problem) -> HTTPReply {
        let parameters = try QueryParameters(exchange.path.query, names: ["queue", "wait", "lease", "auto_ack"])
        // It shows messages, and it takes them away from others.
        try exchange.access.checkScope(.read)
        let wait = try parameters.seconds("wait", in: 0...30) ?? 0
        let lease = try parameters.seconds("lease", in: 1...PaymentResponder.maximumLeaseSeconds) ?? 30
        let acknowledges = try parameters.value("auto_ack", "true or false") { Bool($0) } ?? false
        let group = try PaymentResponder.queue(parameters)
        try PaymentResponder.checkNotReserved(group.topic)
        let desk = try queueSide().desk
        let message: LeasedMessage?
        do throws(LeaseFault) {
            message = try await exchange.client.untilGone(.success(nil)) { isGone in
                await desk.leased(group, for: .seconds(lease), waiting: .seconds(wait), unless: isGone)
            }.get()
            if acknowledges, let message { _ = try await desk.settle(message.receipt, .ack) }
        } catch {
            throw Problem(error)
        }
        guard let message else {
            var reply = HTTPReply(status: 204, body: ByteBuffer())
            reply.otherFields = [HTTPField(name: .cacheControl, value: "no-store")]
            return reply
        }
        var writer = JSONWriter(capacity: 256 + message.message.body.count)
        writer.leased(message, isAcknowledged: acknowledges)
        var reply = HTTPReply(status: 200, body: writer.finish())
        reply.otherFields = [HTTPField(name: .cacheControl, value: "no-store")]
        return reply
    }

    /// `POST /consume/{receipt}/ack`: the message is done.
    func acknowledgeMessage(_ exchange: Exchange) async throws(Problem) -> HTTPReply {
        try exchange.checkNoQuery()
        try exchange.checkContentType()
        if exchange.body.readableBytes > 0 {
            try ObjectFields.read(exchange.body.readableBytesUInt8Span, names: []) { _, _, _ in }
        }
        return try await settle(exchange, .ack)
    }

    /// `POST /consume/{receipt}/retry`: the message is to come again.
    func retryMessage(_ exchange: Exchange) async throws(Problem) -> HTTPReply {
        try exchange.checkNoQuery()
        try exchange.checkContentType()
        var seconds: Int64?
        if exchange.body.readableBytes > 0 {
            try ObjectFields.read(exchange.body.readableBytesUInt8Span, names: ["after_seconds"]) {
                (_, reader, bytes) throws(JSONFault) in
                seconds = try reader.integer(bytes)
            }
        }
        let limit = Int64(PaymentResponder.maximumLeaseSeconds)
        if let seconds, !(0...limit).contains(seconds) {
            throw Problem(
                .valueNotAllowed, "The field after_seconds is a whole number from 0 to \(limit).",
                field: "after_seconds")
        }
        return try await settle(exchange, .retry(after: seconds.map { .seconds($0) }))
    }

    /// `POST /consume/{receipt}/dead-letter`: a person is to look at the message.
    func deadLetterMessage(_ exchange: Exchange) async throws(Problem) -> HTTPReply {
        try exchange.checkNoQuery()
        try exchange.checkContentType()
        var reason: String?
        try ObjectFields.read(exchange.body.readableBytesUInt8Span, names: ["reason"]) {
            (_, reader, bytes) throws(JSONFault) in
            reason = try reader.string(bytes)
        }
        guard let reason else { throw Problem.missing("reason") }
        try ObjectFields.check(reason, "reason", maximumBytes: 1000)
        return try await settle(exchange, .deadLetter(reason: reason))
    }

    private func settle(_ exchange: Exchange, _ outcome: LeaseOutcome) async throws(Problem) -> HTTPReply {
        let desk = try queueSide().desk
        guard let receipt = LeaseReceipt(exchange.path.id) else { throw Problem(.leaseLost) }
        let (group, disposition): (ConsumerGroup, Disposition)
        do {
            (group, disposition) = try await desk.settle(receipt, outcome)
        } catch {
            throw Problem(error)
        }
        var writer = JSONWriter(capacity: 128)
        writer.raw("{\"status\":\"success\",\"message\":")
        switch disposition {
        case .ack: writer.raw("\"message acknowledged\"")
        case .retry, .release: writer.raw("\"message will be retried\"")
        case .deadLetter: writer.raw("\"message is a dead letter\"")
        }
        writer.raw(",\"queue\":")
        writer.string(group.reference)
        writer.raw("}")
        return HTTPReply(status: 200, body: writer.finish())
    }

    private static func queue(_ parameters: QueryParameters) throws(Problem) -> ConsumerGroup {
        let rule = "the name of a queue: 1 to 120 of A-Z a-z 0-9 . _ -, beginning with a letter or a digit"
        guard let group = try parameters.value("queue", rule, { try? ConsumerGroup(queue: $0) }) else {
            throw Problem(.parameterInvalid, "The parameter queue is needed: \(rule).", field: "queue")
        }
        return group
    }
}

extension LeaseDesk {
    /// Leases a message, unless the client has gone away.
    nonisolated func leased(
        _ group: ConsumerGroup, for lease: Duration, waiting: Duration, unless isGone: @Sendable () -> Bool
    ) async -> Result<LeasedMessage?, LeaseFault> {
        do throws(LeaseFault) {
            guard let message = try await self.lease(group, for: lease, waiting: waiting) else { return .success(nil) }
            guard !isGone() else {
                await giveBack(message.receipt)
                return .success(nil)
            }
            return .success(message)
        } catch {
            return .failure(error)
        }
    }
}
