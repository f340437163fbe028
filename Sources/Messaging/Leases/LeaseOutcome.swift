/// What a client says of a message that it has leased.
public enum LeaseOutcome: Sendable, Hashable {
    /// It is done.
    case ack
    /// It is to come again, after a time or, without one, after the pause of the retry policy.
    case retry(after: Duration?)
    /// It goes to the dead letters, for a person to look at.
    case deadLetter(reason: String)
}
