import PaymentEngine

extension PaymentResponder {
    /// `GET /health/live`: the process runs and answers.
    func live() -> HTTPReply {
        var writer = JSONWriter(capacity: 32)
        writer.raw("{\"status\":\"live\"}")
        return HTTPReply(status: 200, body: writer.finish())
    }

    /// `GET /health/ready`: whether requests can be answered now; 503 with the reason where not.
    func ready() -> HTTPReply {
        let readiness = engine.readiness
        var writer = JSONWriter(capacity: 128)
        writer.raw(readiness.isReady ? "{\"status\":\"ready\"" : "{\"status\":\"not_ready\"")
        writer.raw(",\"accepts_writes\":")
        writer.bool(readiness.acceptsWrites)
        if let reason = readiness.reason {
            writer.raw(",\"reason\":")
            writer.string(reason)
        }
        writer.raw("}")
        var reply = HTTPReply(status: readiness.isReady ? 200 : 503, body: writer.finish())
        reply.retryAfterSeconds = readiness.isReady ? nil : 1
        return reply
    }
}
