/// Held money moved, in whole or in part.
public struct HoldPosted: Sendable, Hashable {
    /// The transfer that held it.
    public var transfer: TransferID

    /// The movement.
    public var posting: Posting

    /// Creates the event.
    /// - Parameters:
    ///   - transfer: the transfer that held it
    ///   - posting: the movement
    public init(transfer: TransferID, posting: Posting) {
        self.transfer = transfer
        self.posting = posting
    }
}
