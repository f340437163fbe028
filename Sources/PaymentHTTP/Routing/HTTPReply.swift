import HTTPTypes
import HummingbirdCore
import NIOCore
import PaymentCore

/// An answer before it becomes bytes of HTTP.
struct HTTPReply {
    var status: Int
    var contentType = "application/json"
    var body: ByteBuffer
    /// Writes the body piece by piece, instead of `body`, for as long as it takes.
    var stream: (@Sendable @concurrent (inout any ResponseBodyWriter) async throws -> Void)?
    /// The position at which it holds; `nil` where nothing of the journal was asked.
    var position: Position?
    var isReplay = false
    var retryAfterSeconds: Int?
    var allow: String?
    /// Further header fields.
    var otherFields: [HTTPField] = []
    var challenge: String?
    /// What is left of the key's rate; `nil` where it has none.
    var rate: RateReading?

    init(status: Int, body: ByteBuffer, position: Position? = nil) {
        self.status = status
        self.body = body
        self.position = position
    }

    init(json writer: consuming JSONWriter, at position: Position) {
        self.init(status: 200, body: writer.finish(), position: position)
    }

    init(_ problem: Problem) {
        self.init(status: problem.status, body: problem.body())
        contentType = "application/problem+json"
        retryAfterSeconds = problem.retryAfterSeconds
        allow = problem.allow
        challenge = problem.challenge
        rate = problem.rate
    }

    /// The header fields, except those that every answer of the server has.
    func fields() -> HTTPFields {
        var fields = HTTPFields()
        fields.reserveCapacity(6)
        if status != 204 { fields.append(HTTPField(name: .contentType, value: contentType)) }
        if let position { fields.append(HTTPField(name: .florinPosition, value: String(position.value))) }
        if isReplay { fields.append(HTTPField(name: .idempotentReplayed, value: "true")) }
        if let retryAfterSeconds { fields.append(HTTPField(name: .retryAfter, value: String(retryAfterSeconds))) }
        if let allow { fields.append(HTTPField(name: .allow, value: allow)) }
        fields.append(contentsOf: otherFields)
        if let challenge { fields.append(HTTPField(name: .wwwAuthenticate, value: challenge)) }
        if let rate { fields.append(contentsOf: rate.fields) }
        return fields
    }
}
