/// What an event is about, by number.
public enum EventSubject: Sendable, Hashable {
    /// An account that was opened.
    case account(AccountOpened)
    /// A transfer.
    case transfer(TransferID)
    /// A payment.
    case payment(PaymentNumber)
}

extension Event {
    /// What the event is about.
    /// - Parameter position: the event's own place, which names a transfer that it makes
    /// - Returns: an account, a transfer or a payment
    public func subject(at position: Position) -> EventSubject {
        switch self {
        case .accountOpened(let event): .account(event)
        case .transferPosted, .transferHeld: .transfer(TransferID(position))
        case .holdPosted(let event): .transfer(event.transfer)
        case .holdVoided(let event), .holdExpired(let event): .transfer(event.transfer)
        case .paymentRequested(let event): .payment(event.number)
        case .paymentDeclined(let event): .payment(event.payment)
        case .paymentAuthorized(let event), .paymentCaptured(let event), .paymentCapturedAtOnce(let event),
            .paymentCancelled(let event), .paymentExpired(let event), .paymentRefunded(let event):
            .payment(event.payment)
        }
    }
}
