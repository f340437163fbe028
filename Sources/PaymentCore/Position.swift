/// The place of one event in the journal.
///
/// Positions are gap-free and start at 1; ``Position/start`` (0) is the place before the first event.
public struct Position: Sendable, Hashable, Comparable {
    /// The number of events up to and including this one.
    public var value: UInt64

    /// The place before the first event.
    public static let start = Position(0)

    /// Creates a position.
    /// - Parameter value: the number of events up to and including this one
    public init(_ value: UInt64) {
        self.value = value
    }

    /// The place directly behind this one.
    public var next: Position {
        Position(value &+ 1)
    }

    /// Orders positions as the journal does.
    public static func < (left: Position, right: Position) -> Bool {
        left.value < right.value
    }
}
