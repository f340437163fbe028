public import PaymentCore

/// A page of a list of accounts, in the order of their ids.
public struct AccountPage: Sendable, Hashable {
    /// The accounts.
    public var accounts: [Account]

    /// Where the next page begins: to be given as `after`; `nil` at the end.
    public var next: AccountID?
}
