extension InputCode {
    /// What kind of problem it is, in a few words.
    public var title: String {
        switch self {
        case .accountNotPermitted: "The key may not touch this account"
        case .atInFuture: "The moment is in the future"
        case .bodyTooLarge: "The body is too large"
        case .contentTypeUnsupported: "The content type is not supported"
        case .cursorInvalid: "The cursor is not valid"
        case .duplicateField: "A field is there twice"
        case .eventsRecycled: "The events are gone"
        case .fieldMissing: "A field is missing"
        case .headersTooLarge: "The header fields are too large"
        case .idempotencyKeyInvalid: "The idempotency key is not valid"
        case .idempotencyKeyMissing: "The idempotency key is missing"
        case .internalError: "Something broke here"
        case .invalidHTTP: "This is not HTTP"
        case .invalidJSON: "This is not JSON"
        case .keyInvalid: "The key does not count"
        case .keyMissing: "The key is missing"
        case .methodNotAllowed: "The path does not have this method"
        case .notFound: "There is nothing here"
        case .numberNotInteger: "A number is not an integer"
        case .orderNotFound: "There is no such order"
        case .parameterInvalid: "A query parameter is not valid"
        case .parameterUnknown: "A query parameter is unknown"
        case .rateLimited: "Too many requests"
        case .requestTimeout: "The request took too long to arrive"
        case .scopeMissing: "The key lacks a scope"
        case .tooManyLines: "The batch has too many lines"
        case .unknownField: "A field is unknown"
        case .valueNotAllowed: "A value is none of those allowed"
        case .viewsBehind: "Not yet there"
        case .viewsUnavailable: "Lists are not available"
        case .wrongType: "A value has the wrong type"
        }
    }

    /// A sentence that helps, where there is nothing more to say about a certain case.
    public var explanation: String {
        switch self {
        case .accountNotPermitted: "The key is restricted to certain accounts, and this is none of them."
        case .atInFuture: "There is nothing yet at that moment."
        case .bodyTooLarge: "The body is larger than this server accepts. Send less at once."
        case .contentTypeUnsupported: "Send the body with Content-Type: application/json."
        case .cursorInvalid: "Use a cursor as an answer of this server gave it, with the same parameters, or none."
        case .duplicateField: "Every field may be there once."
        case .eventsRecycled: "The server no longer keeps these events."
        case .fieldMissing: "A field that is needed is not there."
        case .headersTooLarge: "The request line and the header fields are larger than this server accepts."
        case .idempotencyKeyInvalid: IdempotencyKeyText.rule
        case .idempotencyKeyMissing:
            "A request that moves money needs an Idempotency-Key, so that repeating it moves no money again."
        case .internalError: "The request could not be answered. It has been logged."
        case .invalidHTTP: "The request does not follow HTTP/1.1 (RFC 9112)."
        case .invalidJSON: "The body is not JSON (RFC 8259)."
        case .keyInvalid: "The key in the header field Authorization is none that this server knows."
        case .keyMissing: "Send a key with Authorization: Bearer florin_…; florin keys create makes one."
        case .methodNotAllowed: "The header field Allow says which methods this path has."
        case .notFound: "There is no such path."
        case .numberNotInteger: "Amounts are integers in minor units: 10.50 dollars are 1050."
        case .orderNotFound: "No payment names this order."
        case .parameterInvalid: "The value of a query parameter cannot be read."
        case .parameterUnknown: "This path has no such query parameter."
        case .rateLimited: "The key has made more requests than it may. Come back when Retry-After says."
        case .requestTimeout: "The request did not arrive whole within the time this server waits."
        case .scopeMissing: "The key does not have the scope that this request needs."
        case .tooManyLines: "The batch has more lines than this server decides at once. Split it."
        case .unknownField: "The request has no such field."
        case .valueNotAllowed: "The value is none of those that this field can have."
        case .viewsBehind: "What was asked for is not yet in the lists. Ask again in a moment."
        case .viewsUnavailable:
            "The lists are being made anew from the journal. Payments and accounts can be read by their ids."
        case .wrongType: "The value has another type than the field."
        }
    }
}
