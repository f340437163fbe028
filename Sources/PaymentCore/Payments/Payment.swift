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
}
