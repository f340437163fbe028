/// Asks for an account.
public struct OpenAccount: Sendable, Hashable {
    /// The name.
    public var id: AccountID

    /// The currency of all its postings.
    public var currency: Currency

    /// The kind, which fixes the normal side.
    public var kind: AccountKind

    /// Whether it may go below zero.
    public var allowsOverdraft: Bool

    /// Creates a request.
    /// - Parameters:
    ///   - id: the name
    ///   - currency: the currency of all its postings
    ///   - kind: the kind, which fixes the normal side
    ///   - allowsOverdraft: whether it may go below zero
    public init(id: AccountID, currency: Currency, kind: AccountKind, allowsOverdraft: Bool = false) {
        self.id = id
        self.currency = currency
        self.kind = kind
        self.allowsOverdraft = allowsOverdraft
    }
}
