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
}
