/// Asks to capture an authorized payment.
public struct ConfirmPayment: Sendable, Hashable {
    /// The payment.
    public var payment: PaymentID

    /// How much, in minor units; `nil` for all that is still authorized.
    public var amount: Int64?

    /// Creates a request.
    /// - Parameters:
    ///   - payment: the payment
    ///   - amount: minor units; `nil` for all that is still authorized
    public init(payment: PaymentID, amount: Int64? = nil) {
        self.payment = payment
        self.amount = amount
    }
}
