/// A fact.
///
/// Events are what the journal holds; the state is what they add up to.
///
/// An event names accounts and payments by number, and says every posting that it makes, so that replaying it needs no rule.
public enum Event: Sendable, Hashable {
    /// An account was opened.
    case accountOpened(AccountOpened)

    /// Money moved.
    case transferPosted(TransferPosted)

    /// Money is held.
    case transferHeld(TransferHeld)

    /// Held money moved, in whole or in part.
    case holdPosted(HoldPosted)

    /// What was still held was given back by the client.
    case holdVoided(HoldReleased)

    /// What was still held was given back because the time was over.
    case holdExpired(HoldReleased)

    /// A payment was asked for.
    case paymentRequested(PaymentRequested)

    /// The amount of a payment is held on the payer's account.
    case paymentAuthorized(PaymentMoved)

    /// Money of a payment moved from what was held.
    case paymentCaptured(PaymentMoved)

    /// The whole amount of a payment moved at once, without having been held.
    case paymentCapturedAtOnce(PaymentMoved)

    /// A payment was declined.
    case paymentDeclined(PaymentDeclined)

    /// What was still held for a payment was given back by the client.
    case paymentCancelled(PaymentMoved)

    /// What was still held for a payment was given back because the time was over.
    case paymentExpired(PaymentMoved)

    /// Captured money was returned.
    case paymentRefunded(PaymentMoved)
}
