public import PaymentCore

/// An answer of the views, with the position at which it holds.
public struct Viewed<Value: Sendable>: Sendable {
    /// The answer.
    public var value: Value

    /// The last event that the views had taken in when they answered.
    public var position: Position

    /// Creates an answer.
    /// - Parameters:
    ///   - value: the answer
    ///   - position: the last event that the views had taken in
    public init(value: Value, position: Position) {
        self.value = value
        self.position = position
    }
}
