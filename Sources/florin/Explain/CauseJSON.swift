import PaymentCore

/// The cause of an event in JSON.
struct CauseJSON: Encodable {
    private enum CodingKeys: String, CodingKey {
        case kind
        case hasIdempotencyKey = "has_idempotency_key"
        case entryPosition = "entry_position"
    }

    private let kind: String
    private let hasIdempotencyKey: Bool
    private let entryPosition: UInt64

    init(_ cause: Cause, at position: Position) {
        kind = cause.name
        hasIdempotencyKey = cause.hasKey
        if case .sameCommand(let first, _) = cause {
            entryPosition = first.value
        } else {
            entryPosition = position.value
        }
    }
}
