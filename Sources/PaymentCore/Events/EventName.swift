/// The names of events, as clients see them.
///
/// Stable: clients select events by them. Two kinds of events that mean the same to a client have one name.
public enum EventName: String, Sendable, Hashable, CaseIterable {
    case accountOpened = "account.opened"
    case transferPending = "transfer.pending"
    case transferPosted = "transfer.posted"
    case transferVoided = "transfer.voided"
    case transferExpired = "transfer.expired"
    case paymentRequested = "payment.requested"
    case paymentAuthorized = "payment.authorized"
    case paymentCaptured = "payment.captured"
    case paymentDeclined = "payment.declined"
    case paymentCancelled = "payment.cancelled"
    case paymentExpired = "payment.expired"
    case paymentRefunded = "payment.refunded"

    /// The name of an event.
    /// - Parameter event: the event
    public init(_ event: Event) {
        switch event {
        case .accountOpened: self = .accountOpened
        case .transferHeld: self = .transferPending
        case .transferPosted, .holdPosted: self = .transferPosted
        case .holdVoided: self = .transferVoided
        case .holdExpired: self = .transferExpired
        case .paymentRequested: self = .paymentRequested
        case .paymentAuthorized: self = .paymentAuthorized
        case .paymentCaptured, .paymentCapturedAtOnce: self = .paymentCaptured
        case .paymentDeclined: self = .paymentDeclined
        case .paymentCancelled: self = .paymentCancelled
        case .paymentExpired: self = .paymentExpired
        case .paymentRefunded: self = .paymentRefunded
        }
    }
}
