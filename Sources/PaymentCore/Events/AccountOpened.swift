/// An account was opened.
public struct AccountOpened: Sendable, Hashable {
    /// The number that later events use.
    public var number: AccountNumber

    /// The client's name.
    public var id: AccountID

    /// The currency.
    public var currency: Currency

    /// The kind.
    public var kind: AccountKind

    /// Whether it may go below zero.
    public var allowsOverdraft: Bool

    /// Creates the event.
    /// - Parameters:
    ///   - number: the number that later events use
    ///   - id: the client's name
    ///   - currency: the currency
    ///   - kind: the kind
    ///   - allowsOverdraft: whether it may go below zero
    public init(number: AccountNumber, id: AccountID, currency: Currency, kind: AccountKind, allowsOverdraft: Bool) {
        self.number = number
        self.id = id
        self.currency = currency
        self.kind = kind
        self.allowsOverdraft = allowsOverdraft
    }
}
