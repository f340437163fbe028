/// Where a payment stands.
public enum PaymentStatus: UInt8, Sendable, Hashable, CaseIterable {
    /// Asked for, not yet decided.
    case requested = 1

    /// The amount is held on the payer's account.
    case authorized = 2

    /// A part of what was authorized has been captured; the rest can still be captured, cancelled, or expire.
    case partiallyCaptured = 3

    /// Captured, and nothing is held any more.
    case captured = 4

    /// A part of what was captured has been refunded.
    case partiallyRefunded = 5

    /// Everything that was captured has been refunded.
    case refunded = 6

    /// Refused for a reason that is a fact, such as a lack of funds: see ``DeclineCode``.
    case declined = 7

    /// Cancelled before anything was captured.
    case cancelled = 8

    /// The authorization ended before anything was captured.
    case expired = 9

    /// Broke off; no money moved.
    case failed = 10

    /// It is not known whether money moved. Must be looked into.
    case inDoubt = 11

    /// The status in snake_case, as in JSON.
    public var name: String {
        switch self {
        case .requested: "requested"
        case .authorized: "authorized"
        case .partiallyCaptured: "partially_captured"
        case .captured: "captured"
        case .partiallyRefunded: "partially_refunded"
        case .refunded: "refunded"
        case .declined: "declined"
        case .cancelled: "cancelled"
        case .expired: "expired"
        case .failed: "failed"
        case .inDoubt: "in_doubt"
        }
    }
}
