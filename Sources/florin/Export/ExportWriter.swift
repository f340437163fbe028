import PaymentCore

/// Writes the events of a journal in one format.
///
/// `begin` is called once; then, for every event in the order of the journal, `willApply` with the state before it and `write` with
/// the state behind it; then `end` once. A writer holds no history: at
/// most something for each account.
protocol ExportWriter {
    /// Writes what stands before the first event.
    mutating func begin(_ output: inout ExportOutput) throws

    /// Sees an event that comes next.
    mutating func willApply(_ event: ReplayedEvent, to state: State, _ output: inout ExportOutput) throws

    /// Writes an event, or nothing where the format has no place for it.
    mutating func write(_ event: ExportedEvent, in state: State, _ output: inout ExportOutput) throws

    /// Writes what stands behind the last event.
    mutating func end(in state: State, _ output: inout ExportOutput) throws
}

extension ExportWriter {
    /// Does nothing.
    mutating func willApply(_ event: ReplayedEvent, to state: State, _ output: inout ExportOutput) throws {}
}
