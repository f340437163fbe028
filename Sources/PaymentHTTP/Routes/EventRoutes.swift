import HTTPTypes
import HummingbirdCore
import NIOCore
import PaymentCore
import PaymentEngine
import PaymentViews

extension PaymentResponder {
    private static let eventParameters: Set<String> = ["after", "type", "key", "limit"]

    /// `GET /v1/events`: a page of events behind a position, as a batch of CloudEvents.
    func readEvents(_ exchange: Exchange) async throws(Problem) -> HTTPReply {
        let parameters = try QueryParameters(exchange.path.query, names: PaymentResponder.eventParameters)
        let after = try parameters.position("after") ?? .start
        let filter = try EventFilter(parameters)
        let limit = try parameters.limit(maximum: 1000, usual: 100)
        try await checkNotInFuture(after, "after")
        try await waitForViews(exchange)
        let access = exchange.access
        let page = try await reads.read { opened in
            if let key = filter.key {
                return try await reads.events(
                    about: key, after: after, limit: limit, filter, in: opened, where: access.allows)
            }
            if access.isRestricted {
                return try await reads.permittedEvents(after: after, limit: limit, filter, in: opened, access.allows)
            }
            return try await reads.events(after: after, limit: limit, in: opened) { event, _ in filter.mayWant(event) }
        }
        let form = try await reads.current().events
        var body = ByteBuffer(string: "[")
        for (index, event) in page.events.enumerated() {
            if index > 0 { body.writeStaticString(",") }
            body.writeBytes(form.bytes(of: event))
        }
        body.writeStaticString("]")
        var reply = HTTPReply(status: 200, body: body, position: page.position)
        reply.contentType = CloudEvents.batchContentType
        reply.otherFields = [HTTPField(name: .florinNextAfter, value: String(page.last.value))]
        return reply
    }

    /// `GET /v1/events/stream`: events as they happen, as server-sent events.
    func streamEvents(_ exchange: Exchange) async throws(Problem) -> HTTPReply {
        let parameters = try QueryParameters(exchange.path.query, names: ["after", "type", "key"])
        let filter = try EventFilter(parameters)
        // Now is where the journal ends; the views may still be on their way there.
        let end = try await knownEnd()
        var start = try parameters.position("after") ?? end
        var field = "after"
        if let text = exchange.head.headerFields[.lastEventID] {
            field = "Last-Event-ID"
            guard let position = QueryParameters.position(text) else {
                throw Problem(.parameterInvalid, "Last-Event-ID must be the id of an event.", field: field)
            }
            start = position
        }
        try await checkNotInFuture(start, field)
        try await reads.checkKept(behind: start)
        let (access, policy, head) = (exchange.access, policy, exchange.head)
        var isWanted: (@Sendable (NamedEvent) -> Bool)?
        if !filter.isEmpty || access.isRestricted {
            isWanted = { event in filter.wants(event) && access.allows(event) }
        }
        let stream = EventStream(
            chunks: chunks, beats: beats, consumed: reads.subscription.consumed, isWanted: isWanted,
            isStillAllowed: { policy.stillAllows(head, to: .streamEvents) }, start: start,
            heartbeat: .seconds(settings.streamHeartbeatSeconds),
            patience: StreamPatience(
                maximumLagEvents: settings.streamMaximumLagEvents,
                maximumWriteSeconds: settings.streamWriteTimeoutSeconds))
        var reply = HTTPReply(status: 200, body: ByteBuffer(), position: reads.subscription.consumed.position)
        reply.contentType = "text/event-stream"
        reply.otherFields = [HTTPField(name: .cacheControl, value: "no-store")]
        reply.stream = { writer in try await stream.write(to: &writer) }
        return reply
    }
}
