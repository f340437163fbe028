/// A delivery, and what becomes of it.
public struct Settlement: Sendable, Hashable {
    /// The delivery.
    public var receipt: Receipt
    /// What becomes of it.
    public var disposition: Disposition
    /// How often somebody got it, where the member has counted for itself while it held it; `nil` where the driver knows.
    public var attempt: Int?

    /// Creates a settlement.
    /// - Parameters:
    ///   - receipt: the delivery
    ///   - disposition: what becomes of it
    ///   - attempt: how often somebody got it, where the member has counted for itself
    public init(_ receipt: Receipt, _ disposition: Disposition, attempt: Int? = nil) {
        self.receipt = receipt
        self.disposition = disposition
        self.attempt = attempt
    }
}
