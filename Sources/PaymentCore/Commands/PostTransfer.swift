/// Asks to post a pending transfer.
public struct PostTransfer: Sendable, Hashable {
    /// The pending transfer.
    public var transfer: TransferID

    /// How much, in minor units; `nil` for all that is still pending.
    public var amount: Int64?

    /// Creates a request.
    /// - Parameters:
    ///   - transfer: the pending transfer
    ///   - amount: minor units; `nil` for all that is still pending
    public init(transfer: TransferID, amount: Int64? = nil) {
        self.transfer = transfer
        self.amount = amount
    }
}
