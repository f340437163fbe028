public import PaymentCore

/// Some of all accounts: those with certain names, and those whose ids begin in certain ways.
public struct AccountSelection: Sendable, Hashable {
    /// How ids may begin.
    public var prefixes: [String]

    /// Whole ids.
    public var names: [String]

    /// Creates a selection.
    /// - Parameters:
    ///   - prefixes: how ids may begin
    ///   - names: whole ids
    public init(prefixes: [String] = [], names: [String] = []) {
        self.prefixes = prefixes
        self.names = names
    }

    /// Whether an account is among them.
    /// - Parameter account: the account
    /// - Returns: whether it has one of the names, or begins in one of the ways
    public func contains(_ account: AccountID) -> Bool {
        let id = account.description
        return names.contains(id) || prefixes.contains { id.utf8.starts(with: $0.utf8) }
    }
}
