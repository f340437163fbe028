/// Asks to give back what is authorized and not captured.
public struct CancelPayment: Sendable, Hashable {
    /// The payment.
    public var payment: PaymentID

    /// Creates a request.
    /// - Parameter payment: the payment
    public init(payment: PaymentID) {
        self.payment = payment
    }
}
