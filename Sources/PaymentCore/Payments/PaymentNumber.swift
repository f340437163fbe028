/// The short name of a payment inside the journal: 0 for the first one requested, 1 for the second, and so on.
public struct PaymentNumber: Sendable, Hashable {
    /// How many payments were requested before this one.
    public var value: UInt32

    /// Creates a number.
    /// - Parameter value: how many payments were requested before
    public init(_ value: UInt32) {
        self.value = value
    }
}
