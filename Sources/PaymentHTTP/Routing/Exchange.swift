import HTTPTypes
import NIOCore

/// A request that has arrived whole.
struct Exchange {
    let head: HTTPRequest
    let path: RoutePath
    let body: ByteBuffer
    let access: Access
    let client: ClientPresence

    /// Refuses a body that is not said to be JSON.
    ///
    /// An empty body needs no content type.
    func checkContentType(_ accepted: Set<String> = ["application/json"]) throws(Problem) {
        guard body.readableBytes > 0 else { return }
        let value = head.headerFields[.contentType] ?? ""
        if accepted.contains(value) { return }
        let type = value.prefix { $0 != ";" }.filter { $0 != " " && $0 != "\t" }.lowercased()
        guard accepted.contains(type) else {
            let words = accepted.sorted().joined(separator: " or ")
            throw Problem(.contentTypeUnsupported, "Send the body with Content-Type: \(words).", field: "Content-Type")
        }
    }

    /// The idempotency key of a request that needs one.
    func requiredKey() throws(Problem) -> IdempotencyKeyText {
        guard let key = try optionalKey() else {
            throw Problem(.idempotencyKeyMissing, field: "Idempotency-Key")
        }
        return key
    }

    /// The idempotency key of a request that may have one.
    func optionalKey() throws(Problem) -> IdempotencyKeyText? {
        guard let header = head.headerFields[.idempotencyKey] else { return nil }
        return try IdempotencyKeyText(header: header)
    }

    /// Whether the client would rather be answered before the request is decided: `Prefer: respond-async` (RFC 7240).
    var prefersAsync: Bool {
        guard let preferences = head.headerFields[.prefer] else { return false }
        return preferences.split(separator: ",").contains { preference in
            preference.prefix { $0 != ";" }.filter { $0 != " " && $0 != "\t" }.lowercased() == "respond-async"
        }
    }

    /// Refuses query parameters where there are none to give.
    func checkNoQuery() throws(Problem) {
        guard let query = path.query, !query.isEmpty else { return }
        _ = try QueryParameters(query, names: [])
    }
}
