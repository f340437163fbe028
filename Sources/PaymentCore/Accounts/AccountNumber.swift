/// The short name of an account inside the journal: 0 for the first one opened, 1 for the second, and so on.
public struct AccountNumber: Sendable, Hashable {
    /// How many accounts were opened before this one.
    public var value: UInt32

    /// Creates a number.
    /// - Parameter value: how many accounts were opened before
    public init(_ value: UInt32) {
        self.value = value
    }
}
