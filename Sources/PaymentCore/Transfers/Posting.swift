/// One movement: the same amount debited to one account and credited to another.
public struct Posting: Sendable, Hashable {
    /// The account that is debited.
    public var debit: AccountNumber

    /// The account that is credited.
    public var credit: AccountNumber

    /// The amount in minor units of the currency that both accounts have.
    public var amount: Int64

    /// Creates a posting.
    /// - Parameters:
    ///   - debit: the account that is debited
    ///   - credit: the account that is credited
    ///   - amount: minor units of the currency of both accounts
    public init(debit: AccountNumber, credit: AccountNumber, amount: Int64) {
        self.debit = debit
        self.credit = credit
        self.amount = amount
    }

    /// The movement the other way round.
    public var reversed: Posting {
        Posting(debit: credit, credit: debit, amount: amount)
    }

    /// The same movement of another amount.
    func of(_ amount: Int64) -> Posting {
        Posting(debit: debit, credit: credit, amount: amount)
    }
}
