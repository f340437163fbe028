/// What can be wrong with a request before any rule of payments is asked.
///
/// The set is closed and the codes are stable.
///
/// Statuses: 400 where the body does not have the *shape* of such a request (no JSON, a wrong type, a field that is unknown, missing or
/// there twice), and 422 where the shape is right and a *value* is refused, as the rules of payments refuse values. What concerns HTTP
/// itself has the status that HTTP has for it.
public enum InputCode: String, Sendable, Hashable, CaseIterable {
    case accountNotPermitted = "account_not_permitted"
    case atInFuture = "at_in_future"
    case bodyTooLarge = "body_too_large"
    case commandGivenUp = "command_given_up"
    case contentTypeUnsupported = "content_type_unsupported"
    case cursorInvalid = "cursor_invalid"
    case duplicateField = "duplicate_field"
    case eventsRecycled = "events_recycled"
    case eventUnknown = "event_unknown"
    case eventVersionUnknown = "event_version_unknown"
    case fieldMissing = "field_missing"
    case headersTooLarge = "headers_too_large"
    case idempotencyKeyInvalid = "idempotency_key_invalid"
    case idempotencyKeyMissing = "idempotency_key_missing"
    case internalError = "internal_error"
    case invalidHTTP = "invalid_http"
    case invalidJSON = "invalid_json"
    case keyExpired = "key_expired"
    case keyInvalid = "key_invalid"
    case keyMissing = "key_missing"
    case leaseLost = "lease_lost"
    case leasesExhausted = "leases_exhausted"
    case messageTooLarge = "message_too_large"
    case methodNotAllowed = "method_not_allowed"
    case notFound = "not_found"
    case numberNotInteger = "number_not_integer"
    case orderNotFound = "order_not_found"
    case parameterInvalid = "parameter_invalid"
    case parameterUnknown = "parameter_unknown"
    case queueFull = "queue_full"
    case queueNameInvalid = "queue_name_invalid"
    case queueNotFound = "queue_not_found"
    case queueReserved = "queue_reserved"
    case queuesFull = "queues_full"
    case queuesUnavailable = "queues_unavailable"
    case queuesUnsupported = "queues_unsupported"
    case rateLimited = "rate_limited"
    case requestNotFound = "request_not_found"
    case requestTimeout = "request_timeout"
    case scopeMissing = "scope_missing"
    case tooManyLines = "too_many_lines"
    case unknownField = "unknown_field"
    case viewsBehind = "views_behind"
    case viewsUnavailable = "views_unavailable"
    case valueNotAllowed = "value_not_allowed"
    case wrongType = "wrong_type"

    /// The HTTP status.
    public var status: Int {
        switch self {
        case .atInFuture, .cursorInvalid, .duplicateField, .fieldMissing, .idempotencyKeyInvalid,

            .idempotencyKeyMissing, .eventUnknown, .eventVersionUnknown, .invalidHTTP, .invalidJSON, .numberNotInteger,
            .parameterInvalid, .parameterUnknown, .unknownField,
            .wrongType:
            400
        case .keyInvalid, .keyMissing: 401
        case .commandGivenUp, .keyExpired: 409
        case .accountNotPermitted, .queueReserved, .scopeMissing: 403
        case .notFound, .orderNotFound, .queueNotFound, .requestNotFound: 404
        case .methodNotAllowed: 405
        case .requestTimeout: 408
        case .eventsRecycled, .leaseLost: 410
        case .bodyTooLarge, .messageTooLarge, .tooManyLines: 413
        case .contentTypeUnsupported: 415
        case .queueNameInvalid, .queuesUnsupported, .valueNotAllowed: 422
        case .leasesExhausted, .queueFull, .rateLimited: 429
        case .headersTooLarge: 431
        case .internalError: 500
        case .queuesFull, .queuesUnavailable, .viewsBehind, .viewsUnavailable: 503
        }
    }
}
