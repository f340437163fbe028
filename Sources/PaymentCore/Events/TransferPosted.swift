/// Money moved.
public struct TransferPosted: Sendable, Hashable {
    /// The movement.
    public var posting: Posting

    /// The client's own reference.
    public var reference: String?

    /// Creates the event.
    /// - Parameters:
    ///   - posting: the movement
    ///   - reference: the client's own reference
    public init(posting: Posting, reference: String?) {
        self.posting = posting
        self.reference = reference
    }
}
