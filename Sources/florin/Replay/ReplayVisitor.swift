import PaymentCore

/// Sees every event of a replay, with the state right before and right after it.
///
/// Both are called once for every event, in the order of the journal. What they throw ends the replay.
protocol ReplayVisitor {
    /// Sees an event that is about to be applied.
    mutating func willApply(_ event: ReplayedEvent, to state: State) throws

    /// Sees an event that was applied.
    mutating func didApply(_ event: ReplayedEvent, to state: State) throws
}

extension ReplayVisitor {
    /// Does nothing.
    mutating func willApply(_ event: ReplayedEvent, to state: State) throws {}
}
