public import PaymentCore

/// Which payments are asked for: those that meet every condition that is set.
public struct PaymentFilter: Sendable, Hashable {
    /// Where they stand.
    public var status: PaymentStatus?

    /// The merchant's reference, byte for byte.
    public var order: String?

    /// Whose money it is.
    public var payer: AccountID?

    /// Who gets it.
    public var payee: AccountID?

    /// Their currency.
    public var currency: Currency?

    /// How money moves.
    public var method: PaymentMethod?

    /// Requested at this moment or later.
    public var createdFrom: Timestamp?

    /// Requested before this moment.
    public var createdBefore: Timestamp?

    /// If not `nil`, payer and payee must both be among these.
    public var accounts: AccountSelection?

    /// Creates a filter that lets every payment through.
    public init() {}
}
