/// Asks to give back what is still pending of a transfer.
public struct VoidTransfer: Sendable, Hashable {
    /// The pending transfer.
    public var transfer: TransferID

    /// Creates a request.
    /// - Parameter transfer: the pending transfer
    public init(transfer: TransferID) {
        self.transfer = transfer
    }
}
