import PaymentCore

/// An event as a replay meets it, with what its entry says of where it comes from.
struct ReplayedEvent {
    /// The event.
    let event: Event

    /// Its place in the journal.
    let position: Position

    /// When it was decided.
    let time: Timestamp

    /// The position of the first event of the same entry: of the same command.
    let entry: Position

    /// Whether the command of the entry came with an idempotency key.
    let hasKey: Bool
}
