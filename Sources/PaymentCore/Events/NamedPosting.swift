/// A posting with the ids of its accounts.
public struct NamedPosting: Sendable, Hashable {
    /// The account that is debited.
    public var debit: AccountID

    /// The account that is credited.
    public var credit: AccountID

    /// How much, in the currency of both.
    public var amount: Money

    /// Creates a posting.
    /// - Parameters:
    ///   - debit: the account that is debited
    ///   - credit: the account that is credited
    ///   - amount: how much, in the currency of both
    public init(debit: AccountID, credit: AccountID, amount: Money) {
        self.debit = debit
        self.credit = credit
        self.amount = amount
    }
}
