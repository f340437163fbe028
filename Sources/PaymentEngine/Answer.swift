public import PaymentCore

/// What a caller gets for a command that was not refused, once everything about it is durable.
public struct Answer: Sendable, Hashable {
    /// What the command led to.
    public var outcome: Outcome

    /// Whether this is the first answer once more, because the command had been decided before under the same key.
    public var isReplay: Bool

    /// A position of the journal at which the outcome is there.
    public var position: Position

    /// Creates an answer.
    /// - Parameters:
    ///   - outcome: what the command led to
    ///   - isReplay: whether it is the first answer once more
    ///   - position: a position of the journal at which the outcome is there
    public init(outcome: Outcome, isReplay: Bool, position: Position) {
        self.outcome = outcome
        self.isReplay = isReplay
        self.position = position
    }
}

/// An answer, or the reason for which the rules refuse the command.
public typealias Reply = Result<Answer, Rejection>
