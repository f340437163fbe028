/// A payment was declined.
public struct PaymentDeclined: Sendable, Hashable {
    /// The payment.
    public var payment: PaymentNumber

    /// Why.
    public var code: DeclineCode

    /// Creates the event.
    /// - Parameters:
    ///   - payment: the payment
    ///   - code: why
    public init(payment: PaymentNumber, code: DeclineCode) {
        self.payment = payment
        self.code = code
    }
}
