public import PaymentCore

/// A page of a list of payments, the newest first.
public struct PaymentPage: Sendable, Hashable {
    /// The payments; may be fewer than asked for, even none, where much had to be looked at.
    public var payments: [Payment]

    /// Where the next page begins: to be given as `before`; `nil` at the end.
    public var next: PaymentNumber?
}
