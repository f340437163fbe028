public import PaymentCore

/// An account as it was at a position.
public struct AccountAsOf: Sendable, Hashable {
    /// The account with the balance that it had.
    public var account: Account

    /// The position that was asked for, or the last one that the views have.
    public var position: Position

    /// The position of the event that opened the account.
    public var opened: Position

    /// When the account was opened.
    public var openedAt: Timestamp
}
