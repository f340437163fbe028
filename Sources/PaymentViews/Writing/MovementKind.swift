import PaymentCore

/// Which event made a movement, as the file holds it.
///
/// It implies the event's name and its effect on balances. Numbers change only with ``Schema/version``.
enum MovementKind: UInt8, CaseIterable {
    case transferPosted = 1
    case transferHeld = 2
    case holdPosted = 3
    case holdVoided = 4
    case holdExpired = 5
    case paymentAuthorized = 6
    case paymentCaptured = 7
    case paymentCapturedAtOnce = 8
    case paymentCancelled = 9
    case paymentExpired = 10
    case paymentRefunded = 11

    var name: EventName {
        switch self {
        case .transferHeld: .transferPending
        case .transferPosted, .holdPosted: .transferPosted
        case .holdVoided: .transferVoided
        case .holdExpired: .transferExpired
        case .paymentAuthorized: .paymentAuthorized
        case .paymentCaptured, .paymentCapturedAtOnce: .paymentCaptured
        case .paymentCancelled: .paymentCancelled
        case .paymentExpired: .paymentExpired
        case .paymentRefunded: .paymentRefunded
        }
    }

    var effect: PostingEffect {
        switch self {
        case .transferPosted, .paymentCapturedAtOnce, .paymentRefunded: .posts
        case .transferHeld, .paymentAuthorized: .holds
        case .holdPosted, .paymentCaptured: .settles
        case .holdVoided, .holdExpired, .paymentCancelled, .paymentExpired: .releases
        }
    }
}
