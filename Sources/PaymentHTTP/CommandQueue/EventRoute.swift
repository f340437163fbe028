import Foundation
import HTTPTypes
import Journal
import Messaging
import NIOCore
import PaymentCore
import PaymentEngine

extension PaymentResponder {
    /// `POST /event`: a command as an event, answered once it is durably queued.
    ///
    /// What can be known to be wrong is refused now; what the rules say of it comes later.
    func receiveEvent(_ exchange: Exchange) async throws(Problem) -> HTTPReply {
        try exchange.checkNoQuery()
        try exchange.checkContentType(["application/json", "application/cloudevents+json"])
        let queue = try commandQueue()
        let event = try exchange.commandEvent()
        let isPayment = event.name == .paymentRequest
        var payment = isPayment ? engine.makePaymentID() : nil
        let command = try event.command { payment ?? engine.makePaymentID() }
        try check(command)
        _ = try await permission(for: command, exchange.access, isPathSubject: false)
        var key = try exchange.optionalKey()
        if key == nil, let text = event.idempotencyKey { key = try IdempotencyKeyText(text) }
        let id = event.id ?? UUID().uuidString.lowercased()
        guard (1...200).contains(id.utf8.count), !id.utf8.contains(0) else {
            throw Problem(.valueNotAllowed, "An event's id has 1 to 200 bytes of UTF-8 without NUL.", field: "event_id")
        }
        guard event.source.utf8.count <= 1000 else {
            throw Problem(.valueNotAllowed, "An event's source has at most 1000 bytes of UTF-8.", field: "source")
        }
        var message = Message(
            id: id, type: exchange.isBinaryCloudEvent ? event.name.rawValue : "", source: event.source,
            key: command.orderingKey, time: Date(), contentType: "application/json", body: Array(buffer: exchange.body))
        let identity =
            key?.key(scope: exchange.access.owner)
            ?? IdempotencyKey(messageID: id, source: event.source, owner: exchange.access.owner)
        let print = RecentPromises.print(of: exchange.body.readableBytesUInt8Span)
        let known = isPayment ? try await queue.promised(for: identity, print: print) : nil
        payment = known ?? payment
        let reference =
            payment.map(RequestReference.payment)
            ?? .command(
                IdempotencyStamp(key: identity, fingerprint: Fingerprint(of: command)), turn: .random(in: 0 ... .max))
        // Before it is queued: whoever is told that something is away may ask again.
        let path = try await statusPath(of: reference, named: payment?.description ?? id, exchange.access)
        if known == nil {
            mark(&message, exchange.access, key, reference)
            try await queue.add(message)
            if let payment { queue.promises.note(payment, for: identity, print: print) }
        }
        var writer = JSONWriter(capacity: 256)
        writer.raw("{\"status\":\"success\",\"message\":\"event received\",\"event_name\":")
        writer.string(event.name.rawValue)
        writer.raw(",\"event_id\":")
        writer.string(id)
        if let payment {
            writer.raw(",\"payment\":")
            writer.string(payment.description)
        }
        writer.raw(",\"status_url\":")
        writer.string(path)
        writer.raw("}")
        var reply = HTTPReply(status: 200, body: writer.finish())
        reply.isReplay = known != nil
        return reply
    }

    /// `POST /v1/payments` with `Prefer: respond-async` (RFC 7240): 202 once the request is durably queued.
    func queuePayment(
        _ exchange: Exchange, _ request: PaymentRequest, _ key: IdempotencyKeyText
    ) async throws(Problem) -> HTTPReply {
        let queue = try commandQueue()
        let command = Command.requestPayment(request)
        try check(command)
        _ = try await permission(for: command, exchange.access, isPathSubject: false)
        var message = Message(
            id: request.id.description, type: CommandEventName.paymentRequest.rawValue, key: command.orderingKey,
            time: Date(), contentType: "application/json", body: Array(buffer: exchange.body))
        mark(&message, exchange.access, key, .payment(request.id))
        let identity = key.key(scope: exchange.access.owner)
        let print = RecentPromises.print(of: exchange.body.readableBytesUInt8Span)
        let known = try await queue.promised(for: identity, print: print)
        let promised = known ?? request.id
        let path = try await statusPath(of: .payment(promised), named: promised.description, exchange.access)
        if known == nil {
            try await queue.add(message)
            queue.promises.note(request.id, for: identity, print: print)
        }
        var writer = JSONWriter(capacity: 256)
        writer.raw("{\"id\":")
        writer.string(promised.description)
        writer.raw(",\"status\":\"queued\",\"status_url\":")
        writer.string(path)
        writer.raw("}")
        var reply = HTTPReply(status: 202, body: writer.finish())
        reply.isReplay = known != nil
        reply.otherFields = [
            .init(name: .location, value: path), .init(name: .preferenceApplied, value: "respond-async"),
        ]
        return reply
    }

    private func check(_ command: Command) throws(Problem) {
        do throws(Rejection) {
            try command.checkValues()
        } catch {
            throw Problem(error)
        }
    }

    func commandQueue() throws(Problem) -> CommandQueue {
        guard let commands else { throw Problem.unavailable(.queuesUnavailable) }
        return commands
    }

    private func mark(
        _ message: inout Message, _ access: Access, _ key: IdempotencyKeyText?, _ request: RequestReference
    ) {
        if !access.owner.isEmpty { message.headers[CommandQueue.Header.owner] = access.owner }
        message.headers[CommandQueue.Header.key] = key?.text
        message.headers[CommandQueue.Header.request] = request.description
    }

    private func statusPath(
        of request: RequestReference, named name: String, _ access: Access
    ) async throws(Problem) -> String {
        let cursor = try await reads.current().cursor
        return QueuedRequest(reference: request, name: name, time: engine.now).path(cursor, owner: access.owner)
    }
}
