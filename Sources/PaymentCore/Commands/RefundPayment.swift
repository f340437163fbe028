/// Asks to return captured money to the payer.
public struct RefundPayment: Sendable, Hashable {
    /// The payment.
    public var payment: PaymentID

    /// How much, in minor units; `nil` for all that was captured and not yet refunded.
    public var amount: Int64?

    /// Creates a request.
    /// - Parameters:
    ///   - payment: the payment
    ///   - amount: minor units; `nil` for all that was captured and not yet refunded
    public init(payment: PaymentID, amount: Int64? = nil) {
        self.payment = payment
        self.amount = amount
    }
}
