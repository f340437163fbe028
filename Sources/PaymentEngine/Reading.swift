public import PaymentCore

/// Something read from durable state, and the position of the journal at which it was so.
public struct Reading<Value: Sendable>: Sendable {
    /// What was read.
    public var value: Value

    /// The last event that it includes.
    public var position: Position

    /// Creates a reading.
    /// - Parameters:
    ///   - value: what was read
    ///   - position: the last event that it includes
    public init(_ value: Value, at position: Position) {
        self.value = value
        self.position = position
    }
}
