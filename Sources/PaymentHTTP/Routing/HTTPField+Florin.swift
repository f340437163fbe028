import HTTPTypes

extension HTTPField.Name {
    /// The client's key by which repeating a request does nothing twice (draft-ietf-httpapi-idempotency-key-header).
    static let idempotencyKey = make("Idempotency-Key")
    /// Says that an answer is the one that was given before to the same key.
    static let idempotentReplayed = make("Idempotent-Replayed")
    /// The position in the journal at which an answer holds.
    static let florinPosition = make("Florin-Position")
    /// How many requests a key may make at once (draft-ietf-httpapi-ratelimit-headers-06, as the two that follow).
    static let rateLimitLimit = make("RateLimit-Limit")
    /// How many requests a key may make now.
    static let rateLimitRemaining = make("RateLimit-Remaining")
    /// When a key may make all its requests again, in seconds.
    static let rateLimitReset = make("RateLimit-Reset")

    /// The position up to which a request wants to see everything.
    static let florinWaitFor = make("Florin-Wait-For")
    /// Behind which position the next page of events begins.
    static let florinNextAfter = make("Florin-Next-After")
    /// The last event that a reader of a stream has seen (the HTML standard, server-sent events).
    static let lastEventID = make("Last-Event-ID")

    /// What the client would rather have (RFC 7240).
    static let prefer = make("Prefer")
    /// What of it was done (RFC 7240).
    static let preferenceApplied = make("Preference-Applied")

    private static func make(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { preconditionFailure("\(name) is no name of a header field") }
        return name
    }
}
