import PaymentEngine

extension PaymentResponder {
    /// `GET /health/live`: the process runs and answers.
    func live() -> HTTPReply {
        var writer = JSONWriter(capacity: 32)
        writer.raw("{\"status\":\"live\"}")
        return HTTPReply(status: 200, body: writer.finish())
    }

    /// `GET /health/ready`: whether requests can be answered now; 503 with the reason where not.
    ///
    /// Where requests are answered, but something beside that cannot go on, the status is `degraded`, with the reasons.
    func ready() async -> HTTPReply {
        let readiness = engine.readiness
        var faults: [String] = []
        for companion in companions {
            if let fault = await companion.fault { faults.append("\(companion.name): \(fault)") }
        }
        var writer = JSONWriter(capacity: 256)
        writer.raw("{\"status\":")
        writer.string(readiness.isReady ? (faults.isEmpty ? "ready" : "degraded") : "not_ready")
        writer.raw(",\"accepts_writes\":")
        writer.bool(readiness.acceptsWrites)
        if let reason = readiness.reason {
            writer.raw(",\"reason\":")
            writer.string(reason)
        }
        if !faults.isEmpty {
            writer.raw(",\"degraded\":[")
            writer.list(faults) { writer, fault in writer.string(fault) }
            writer.raw("]")
        }
        writer.raw("}")
        var reply = HTTPReply(status: readiness.isReady ? 200 : 503, body: writer.finish())
        reply.retryAfterSeconds = readiness.isReady ? nil : 1
        return reply
    }
}
