import Messaging
import NIOCore

extension PaymentResponder {
    /// `GET /v1/queues`: every queue and every group, with what it has before it.
    func listQueues(_ exchange: Exchange) async throws(Problem) -> HTTPReply {
        try exchange.checkNoQuery()
        let queues = try queueSide()
        var rows: [QueueRow] = []
        do throws(MessagingFault) {
            for group in try await queues.broker.groups() {
                let depth: Depth
                do throws(MessagingFault) {
                    depth = try await queues.broker.depth(of: group)
                } catch {
                    // Removed since it was listed.
                    if error.code == .unroutable { continue }
                    throw error
                }
                rows.append(QueueRow(group: group, depth: depth, quantities: await queues.quantities(group)))
            }
        } catch {
            throw Problem(error, isShown: true)
        }
        var writer = JSONWriter(capacity: 1024)
        writer.queues(rows)
        return HTTPReply(status: 200, body: writer.finish())
    }

    /// `GET /v1/queues/{name}`: what a queue or a group has before it.
    func readQueue(_ exchange: Exchange) async throws(Problem) -> HTTPReply {
        try exchange.checkNoQuery()
        let queues = try queueSide()
        let group = try PaymentResponder.group(exchange)
        let depth: Depth
        do {
            depth = try await queues.broker.depth(of: group)
        } catch {
            throw Problem(error, isShown: true)
        }
        var writer = JSONWriter(capacity: 256)
        writer.queue(group, depth, await queues.quantities(group))
        return HTTPReply(status: 200, body: writer.finish())
    }

    /// How many bytes of bodies a page of dead letters has, about.
    private static let maximumPageBytes = 8 << 20

    /// `GET /v1/queues/{name}/dead-letters`: what a queue or a group gave up on, the oldest first.
    func listDeadLetters(_ exchange: Exchange) async throws(Problem) -> HTTPReply {
        let parameters = try QueryParameters(exchange.path.query, names: ["limit", "after"])
        let limit = try parameters.limit()
        let queues = try queueSide()
        let group = try PaymentResponder.group(exchange)
        var letters: [DeadLetter]
        do {
            letters = try await queues.broker.deadLetters(of: group, after: parameters["after"], limit: limit)
        } catch {
            if error.code == .invalid, parameters["after"] != nil {
                throw Problem(.parameterInvalid, "The parameter after must be the next of a page.", field: "after")
            }
            throw Problem(error, isShown: true)
        }
        var (size, isWhole) = (0, letters.count < limit)
        for (index, letter) in letters.enumerated() {
            size += letter.message.body.count
            guard size > PaymentResponder.maximumPageBytes, index > 0 else { continue }
            letters.removeSubrange(index...)
            isWhole = false
            break
        }
        var writer = JSONWriter(capacity: 1024 + size)
        writer.deadLetters(letters, next: isWhole ? nil : letters.last?.id)
        return HTTPReply(status: 200, body: writer.finish())
    }

    /// `POST /v1/queues/{name}/redrive`: dead letters become messages again.
    func redriveQueue(_ exchange: Exchange) async throws(Problem) -> HTTPReply {
        try exchange.checkNoQuery()
        try exchange.checkContentType()
        var ids: [String]?
        if exchange.body.readableBytes > 0 {
            try ObjectFields.read(exchange.body.readableBytesUInt8Span, names: ["ids"]) {
                (_, reader, bytes) throws(JSONFault) in
                ids = try reader.strings(bytes)
            }
        }
        let queues = try queueSide()
        let group = try PaymentResponder.group(exchange)
        do {
            let count = try await queues.broker.redrive(ids, of: group)
            return PaymentResponder.count("redriven", count)
        } catch {
            if error.code == .invalid, ids != nil {
                throw Problem(.valueNotAllowed, "One of the ids is none of a dead letter.", field: "ids")
            }
            throw Problem(error, isShown: true)
        }
    }

    /// `POST /v1/queues/{name}/purge`: messages are thrown away.
    func purgeQueue(_ exchange: Exchange) async throws(Problem) -> HTTPReply {
        try exchange.checkNoQuery()
        try exchange.checkContentType()
        var name: String?
        try ObjectFields.read(exchange.body.readableBytesUInt8Span, names: ["part"]) {
            (_, reader, bytes) throws(JSONFault) in
            name = try reader.string(bytes)
        }
        guard let name else { throw Problem.missing("part") }
        guard let part = PurgedPart(rawValue: name) else {
            throw Problem.notAllowed("part", PurgedPart.allCases.map(\.rawValue))
        }
        let queues = try queueSide()
        let group = try PaymentResponder.group(exchange)
        // Somebody was told that what waits there will be done.
        if part == .waiting { try PaymentResponder.checkNotReserved(group.topic) }
        do {
            return PaymentResponder.count("purged", try await queues.broker.purge(part, of: group))
        } catch {
            throw Problem(error, isShown: true)
        }
    }

    private static func group(_ exchange: Exchange) throws(Problem) -> ConsumerGroup {
        guard let group = try? ConsumerGroup(reference: exchange.path.id) else { throw Problem(.queueNotFound) }
        return group
    }

    private static func count(_ name: StaticString, _ count: Int) -> HTTPReply {
        var writer = JSONWriter(capacity: 64)
        writer.success(name, count)
        return HTTPReply(status: 200, body: writer.finish())
    }
}
