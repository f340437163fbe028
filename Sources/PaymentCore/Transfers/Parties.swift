/// The two accounts between which something moves money.
public struct Parties: Sendable, Hashable {
    /// The account that is debited: the payer of a payment.
    public var debit: AccountID
    /// The account that is credited: the payee of a payment.
    public var credit: AccountID

    /// Creates a pair of accounts.
    /// - Parameters:
    ///   - debit: the account that is debited
    ///   - credit: the account that is credited
    public init(debit: AccountID, credit: AccountID) {
        self.debit = debit
        self.credit = credit
    }
}
