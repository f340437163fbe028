/// An account as callers see it.
public struct Account: Sendable, Hashable {
    /// The client's name for it.
    public var id: AccountID

    /// The currency of all its postings.
    public var currency: Currency

    /// The kind, which fixes the normal side.
    public var kind: AccountKind

    /// Whether ``Balance/available`` may go below zero.
    public var allowsOverdraft: Bool

    /// What it holds.
    public var balance: Balance

    /// Creates an account from what is known of it elsewhere than in a ``State``.
    package init(id: AccountID, currency: Currency, kind: AccountKind, allowsOverdraft: Bool, balance: Balance) {
        self.id = id
        self.currency = currency
        self.kind = kind
        self.allowsOverdraft = allowsOverdraft
        self.balance = balance
    }
}
