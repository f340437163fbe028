import PaymentCore

extension Event {
    /// The client's own reference where the event carries one.
    var reference: String? {
        switch self {
        case .transferPosted(let event): event.reference
        case .transferHeld(let event): event.reference
        default: nil
        }
    }
}
