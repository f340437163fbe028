public import PaymentCore

/// Some of the positions of everything that happened to one thing.
public struct PositionPage: Sendable, Hashable {
    /// The positions, ascending.
    public var positions: [Position]

    /// Where the next page begins; `nil` at the end.
    public var next: Position?
}
