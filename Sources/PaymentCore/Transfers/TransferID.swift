/// The name of a transfer: the position of the event that made it, shown as `tra_` and the number.
///
/// It is unique and ascending, costs no memory, and leads straight to the place in the journal where the transfer is.
public struct TransferID: Sendable, Hashable, CustomStringConvertible {
    /// The position of the event that made the transfer.
    public var position: Position

    /// Creates a name.
    /// - Parameter position: the position of the event that made the transfer
    public init(_ position: Position) {
        self.position = position
    }

    /// Reads a name.
    /// - Parameter text: `tra_` and a decimal number without leading zeros
    public init?(_ text: String) {
        guard text.hasPrefix("tra_"), let value = UInt64(text.dropFirst(4)), value > 0 else { return nil }
        position = Position(value)
        guard description == text else { return nil }
    }

    /// `tra_` and the number.
    public var description: String { "tra_\(position.value)" }
}
