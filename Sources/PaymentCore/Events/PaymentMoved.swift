/// Money of a payment was held, moved, given back or returned: the event's kind says which.
public struct PaymentMoved: Sendable, Hashable {
    /// The payment.
    public var payment: PaymentNumber

    /// The movement, or the one that is held or will not happen.
    public var posting: Posting

    /// Creates the event.
    /// - Parameters:
    ///   - payment: the payment
    ///   - posting: the movement, or the one that is held or will not happen
    public init(payment: PaymentNumber, posting: Posting) {
        self.payment = payment
        self.posting = posting
    }
}
