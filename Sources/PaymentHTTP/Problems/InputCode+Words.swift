extension InputCode {
    /// What kind of problem it is, in a few words.
    public var title: String {
        switch self {
        case .bodyTooLarge: "The body is too large"
        case .contentTypeUnsupported: "The content type is not supported"
        case .duplicateField: "A field is there twice"
        case .fieldMissing: "A field is missing"
        case .headersTooLarge: "The header fields are too large"
        case .idempotencyKeyInvalid: "The idempotency key is not valid"
        case .idempotencyKeyMissing: "The idempotency key is missing"
        case .internalError: "Something broke here"
        case .invalidHTTP: "This is not HTTP"
        case .invalidJSON: "This is not JSON"
        case .methodNotAllowed: "The path does not have this method"
        case .notFound: "There is nothing here"
        case .numberNotInteger: "A number is not an integer"
        case .parameterInvalid: "A query parameter is not valid"
        case .requestTimeout: "The request took too long to arrive"
        case .tooManyLines: "The batch has too many lines"
        case .unknownField: "A field is unknown"
        case .valueNotAllowed: "A value is none of those allowed"
        case .wrongType: "A value has the wrong type"
        }
    }

    /// A sentence that helps, where there is nothing more to say about a certain case.
    public var explanation: String {
        switch self {
        case .bodyTooLarge: "The body is larger than this server accepts. Send less at once."
        case .contentTypeUnsupported: "Send the body with Content-Type: application/json."
        case .duplicateField: "Every field may be there once."
        case .fieldMissing: "A field that is needed is not there."
        case .headersTooLarge: "The request line and the header fields are larger than this server accepts."
        case .idempotencyKeyInvalid: IdempotencyKeyText.rule
        case .idempotencyKeyMissing:
            "A request that moves money needs an Idempotency-Key, so that repeating it moves no money again."
        case .internalError: "The request could not be answered. It has been logged."
        case .invalidHTTP: "The request does not follow HTTP/1.1 (RFC 9112)."
        case .invalidJSON: "The body is not JSON (RFC 8259)."
        case .methodNotAllowed: "The header field Allow says which methods this path has."
        case .notFound: "There is no such path."
        case .numberNotInteger: "Amounts are integers in minor units: 10.50 dollars are 1050."
        case .parameterInvalid: "The only query parameter is atomic=true or atomic=false, for /v1/batch."
        case .requestTimeout: "The request did not arrive whole within the time this server waits."
        case .tooManyLines: "The batch has more lines than this server decides at once. Split it."
        case .unknownField: "The request has no such field."
        case .valueNotAllowed: "The value is none of those that this field can have."
        case .wrongType: "The value has another type than the field."
        }
    }
}
