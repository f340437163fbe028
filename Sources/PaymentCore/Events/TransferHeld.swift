/// Money is held.
public struct TransferHeld: Sendable, Hashable {
    /// The movement that may follow.
    public var posting: Posting

    /// When it ends by itself; `nil` for never.
    public var expiresAt: Timestamp?

    /// The client's own reference.
    public var reference: String?

    /// Creates the event.
    /// - Parameters:
    ///   - posting: the movement that may follow
    ///   - expiresAt: when it ends by itself; `nil` for never
    ///   - reference: the client's own reference
    public init(posting: Posting, expiresAt: Timestamp?, reference: String?) {
        self.posting = posting
        self.expiresAt = expiresAt
        self.reference = reference
    }
}
