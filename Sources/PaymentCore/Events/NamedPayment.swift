/// What never changes of a payment.
public struct NamedPayment: Sendable, Hashable {
    /// Its name.
    public var id: PaymentID

    /// What was asked for.
    public var amount: Money

    /// How money moves.
    public var method: PaymentMethod

    /// When money moves.
    public var capture: CaptureMode

    /// Whose money it is.
    public var payer: AccountID

    /// Who gets it.
    public var payee: AccountID

    /// The client's own words: order, description, metadata.
    public var text: PaymentText

    /// When its authorization ends; `nil` where nothing is held for it.
    public var expiresAt: Timestamp?

    /// What never changes of a payment.
    /// - Parameter payment: the payment
    public init(_ payment: Payment) {
        id = payment.id
        amount = payment.amount
        method = payment.method
        capture = payment.capture
        payer = payment.payer
        payee = payment.payee
        text = payment.text
        expiresAt = payment.expiresAt
    }
}
