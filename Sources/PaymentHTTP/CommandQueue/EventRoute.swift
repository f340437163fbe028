import Foundation
import HTTPTypes
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
        var message = Message(
            id: id, type: exchange.isBinaryCloudEvent ? event.name.rawValue : "", source: event.source,
            key: command.orderingKey, time: Date(), contentType: "application/json", body: Array(buffer: exchange.body))
        let identity = identity(key, event, exchange.access)
        let print = RecentPromises.print(of: exchange.body.readableBytesUInt8Span)
        let known = identity.flatMap { isPayment ? queue.promises.payment(for: $0, print: print) : nil }
        if let known {
            payment = known
        } else {
            mark(&message, exchange.access, key, payment)
            try await queue.add(message)
            if let identity, let payment { queue.promises.note(payment, for: identity, print: print) }
        }
        var writer = JSONWriter(capacity: 256)
        writer.raw("{\"status\":\"success\",\"message\":\"event received\",\"event_name\":")
        writer.string(event.name.rawValue)
        writer.raw(",\"event_id\":")
        writer.string(id)
        if let payment {
            writer.raw(",\"payment\":")
            writer.string(payment.description)
            writer.raw(",\"status_url\":")
            writer.string(try await statusPath(of: payment, exchange.access))
        }
        writer.raw("}")
        var reply = HTTPReply(status: 200, body: writer.finish())
        reply.isReplay = known != nil
        return reply
    }

    /// What makes a repeated event the same one; `nil` where nothing does.
    private func identity(_ key: IdempotencyKeyText?, _ event: CommandEvent, _ access: Access) -> IdempotencyKey? {
        if let key { return key.key(scope: access.owner) }
        return event.id.map { IdempotencyKey(messageID: $0, source: event.source, owner: access.owner) }
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
        mark(&message, exchange.access, key, request.id)
        let identity = key.key(scope: exchange.access.owner)
        let print = RecentPromises.print(of: exchange.body.readableBytesUInt8Span)
        let known = queue.promises.payment(for: identity, print: print)
        if known == nil {
            try await queue.add(message)
            queue.promises.note(request.id, for: identity, print: print)
        }
        let promised = known ?? request.id
        let path = try await statusPath(of: promised, exchange.access)
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

    /// `GET /v1/requests/{id}`: what became of a queued payment.
    func readRequest(_ exchange: Exchange) async throws(Problem) -> HTTPReply {
        try exchange.checkNoQuery()
        let queue = try commandQueue()
        let id = try await promisedPayment(exchange)
        var writer = JSONWriter(capacity: 1024)
        writer.raw("{\"id\":")
        writer.string(id.description)
        if let payment = try await payment(id) {
            writer.raw(",\"status\":\"done\",\"payment\":")
            writer.payment(payment)
        } else if let outcome = try await outcome(of: id, queue) {
            switch outcome {
            case .refused(let code, let detail):
                writer.raw(",\"status\":\"refused\",\"code\":")
                writer.string(code)
                writer.raw(",\"detail\":")
                writer.string(detail)
            case .repeated(let first):
                writer.raw(",\"status\":\"done\",\"payment\":")
                if let payment = try await payment(first) { writer.payment(payment) } else { writer.raw("null") }
            }
        } else {
            writer.raw(",\"status\":\"queued\"")
        }
        writer.raw("}")
        return HTTPReply(status: 200, body: writer.finish())
    }

    private func check(_ command: Command) throws(Problem) {
        do throws(Rejection) {
            try command.checkValues()
        } catch {
            throw Problem(error)
        }
    }

    private func commandQueue() throws(Problem) -> CommandQueue {
        guard let commands else { throw Problem.unavailable(.queuesUnavailable) }
        return commands
    }

    private func mark(_ message: inout Message, _ access: Access, _ key: IdempotencyKeyText?, _ payment: PaymentID?) {
        if !access.owner.isEmpty { message.headers[CommandQueue.Header.owner] = access.owner }
        message.headers[CommandQueue.Header.key] = key?.text
        message.headers[CommandQueue.Header.payment] = payment?.description
    }

    private func statusPath(of payment: PaymentID, _ access: Access) async throws(Problem) -> String {
        let cursor = try await reads.current().cursor
        return "/v1/requests/" + cursor.text(.requests, filter: access.owner, place: Array(payment.description.utf8))
    }

    private func promisedPayment(_ exchange: Exchange) async throws(Problem) -> PaymentID {
        let cursor = try await reads.current().cursor
        guard let place = try? cursor.place(exchange.path.id, .requests, filter: exchange.access.owner),
            let id = PaymentID(String(decoding: place, as: UTF8.self))
        else { throw Problem(.requestNotFound) }
        return id
    }

    private func payment(_ id: PaymentID) async throws(Problem) -> Payment? {
        do throws(EngineFault) {
            return try await engine.payment(id)?.value
        } catch {
            throw Problem(error)
        }
    }

    private func outcome(of id: PaymentID, _ queue: CommandQueue) async throws(Problem) -> RequestOutcome? {
        do {
            return try await queue.outcomes.outcome(of: id)
        } catch {
            throw Problem.unavailable(.queuesUnavailable)
        }
    }
}
