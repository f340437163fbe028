/// A side of a double-entry account.
public enum Side: UInt8, Sendable, Hashable {
    case debit = 1
    case credit = 2
}
