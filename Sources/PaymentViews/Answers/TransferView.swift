public import PaymentCore

/// A transfer and what became of it.
public struct TransferView: Sendable, Hashable {
    /// Its name.
    public var id: TransferID

    /// Where it stands.
    public var status: TransferStatus

    /// The account that is debited.
    public var debit: AccountID

    /// The account that is credited.
    public var credit: AccountID

    /// What was asked for.
    public var amount: Money

    /// How much of it has been posted, in minor units.
    public var posted: Int64

    /// The client's own reference.
    public var reference: String?

    /// When it ends by itself, if it was pending and has an end.
    public var expiresAt: Timestamp?

    /// When it was asked for.
    public var createdAt: Timestamp

    /// When it last changed.
    public var updatedAt: Timestamp
}
