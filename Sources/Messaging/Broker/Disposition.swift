/// What becomes of a delivery.
public enum Disposition: Sendable, Hashable {
    /// It is done.
    case ack
    /// It comes again, not before the time has passed.
    case retry(after: Duration)
    /// It goes to the dead letters of the group, for a person to look at.
    case deadLetter(reason: String)
    /// It goes back to its place, at once and uncounted, as if it had not been delivered.
    ///
    /// ``MessageSubscription`` says this of the later messages of a key that it holds, in the same call as the ``retry(after:)`` of the
    /// earlier one, where the engine keeps the key in order (``Guarantees/KeyedRetry/engine``). Drivers of the other kind keep it with
    /// the member, in its place, and give it back when that leaves.
    case release

    /// Whether the message comes again.
    var isAnotherTry: Bool {
        switch self {
        case .retry, .release: true
        case .ack, .deadLetter: false
        }
    }

    /// Whether the message goes to the dead letters.
    var isDeadLetter: Bool {
        if case .deadLetter = self { true } else { false }
    }
}
