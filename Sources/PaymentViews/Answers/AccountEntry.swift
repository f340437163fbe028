public import PaymentCore

/// A line of an account's statement.
public struct AccountEntry: Sendable, Hashable {
    /// What made the line.
    public enum Cause: Sendable, Hashable {
        /// A transfer.
        case transfer(TransferID)
        /// A payment.
        case payment(PaymentID)
    }

    /// The position of the event.
    public var position: Position

    /// When it was.
    public var time: Timestamp

    /// The event's name.
    public var name: EventName

    /// What it did to the balance.
    public var effect: PostingEffect

    /// On which side of the account it was.
    public var side: Side

    /// How much, in the account's currency.
    public var amount: Money

    /// The account on the other side.
    public var counterparty: AccountID

    /// The transfer or payment that made it.
    public var cause: Cause

    /// The client's own reference of a transfer that begins here.
    public var reference: String?

    /// What the account held afterwards.
    public var balance: Balance

    /// Creates a line.
    package init(
        position: Position, time: Timestamp, name: EventName, effect: PostingEffect, side: Side, amount: Money,
        counterparty: AccountID, cause: Cause, reference: String?, balance: Balance
    ) {
        self.position = position
        self.time = time
        self.name = name
        self.effect = effect
        self.side = side
        self.amount = amount
        self.counterparty = counterparty
        self.cause = cause
        self.reference = reference
        self.balance = balance
    }
}
