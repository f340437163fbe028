public import PaymentCore

/// A page of an account's statement, the newest first.
public struct EntryPage: Sendable, Hashable {
    /// The lines.
    public var entries: [AccountEntry]

    /// Where the next page begins: to be given as `before`; `nil` at the end.
    public var next: Position?
}
