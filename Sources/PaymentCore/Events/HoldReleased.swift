/// What was still held was given back.
public struct HoldReleased: Sendable, Hashable {
    /// The transfer that held it.
    public var transfer: TransferID

    /// The movement that will not happen.
    public var posting: Posting

    /// Creates the event.
    /// - Parameters:
    ///   - transfer: the transfer that held it
    ///   - posting: the movement that will not happen
    public init(transfer: TransferID, posting: Posting) {
        self.transfer = transfer
        self.posting = posting
    }
}
