/// An event that cannot follow the events before it: the journal was not written by these rules, or the program has a bug.
public enum StateFault: Error, Sendable, Hashable {
    /// A counter would overflow or fall below zero.
    case counterOutOfRange

    /// The event names an account that was not opened.
    case unknownAccount

    /// The event names a pending transfer that is not there.
    case unknownHold

    /// The event names a payment that was not requested.
    case unknownPayment

    /// The event opens an account or requests a payment under a number or id that does not come next.
    case outOfOrder

    /// The event moves more than what is left to move.
    case exceedsRemaining
}
