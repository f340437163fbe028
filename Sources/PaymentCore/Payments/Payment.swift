/// A payment as callers see it.
public struct Payment: Sendable, Hashable {
    /// Its name.
    public var id: PaymentID

    /// Where it stands.
    public var status: PaymentStatus

    /// What was asked for.
    public var amount: Money

    /// How much has been captured, in minor units.
    public var captured: Int64

    /// How much has been refunded, in minor units.
    public var refunded: Int64

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

    /// Why it was declined, if it was.
    public var declineCode: DeclineCode?

    /// When it was requested.
    public var createdAt: Timestamp

    /// When it last changed.
    public var updatedAt: Timestamp

    /// When its authorization ends; `nil` where nothing is held for it.
    public var expiresAt: Timestamp?

    /// Creates a payment from what is known of it elsewhere than in a ``State``.
    package init(
        id: PaymentID, status: PaymentStatus, amount: Money, captured: Int64, refunded: Int64, method: PaymentMethod,
        capture: CaptureMode, payer: AccountID, payee: AccountID, text: PaymentText, declineCode: DeclineCode?,
        createdAt: Timestamp, updatedAt: Timestamp, expiresAt: Timestamp?
    ) {
        self.id = id
        self.status = status
        self.amount = amount
        self.captured = captured
        self.refunded = refunded
        self.method = method
        self.capture = capture
        self.payer = payer
        self.payee = payee
        self.text = text
        self.declineCode = declineCode
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.expiresAt = expiresAt
    }
}
