/// How far a payment has come.
///
/// With how much was captured and refunded it makes the status that callers see.
public enum PaymentPhase: UInt8, Sendable, Hashable, CaseIterable {
    /// Nothing has been decided yet.
    case requested = 1
    /// Something is held, and perhaps a part has been captured.
    case authorized = 2
    /// Everything was captured.
    case settled = 3
    /// It could not be.
    case declined = 4
    /// Ended by the client; a part may have been captured before.
    case cancelled = 5
    /// Ended by its time; a part may have been captured before.
    case expired = 6

    /// What callers see: the phase, told apart by how much was captured and refunded.
    /// - Parameters:
    ///   - captured: how much was captured, in minor units
    ///   - refunded: how much of that was refunded, in minor units
    /// - Returns: the status
    public func status(captured: Int64, refunded: Int64) -> PaymentStatus {
        switch self {
        case .requested: .requested
        case .authorized: captured == 0 ? .authorized : .partiallyCaptured
        case .declined: .declined
        case .cancelled where captured == 0: .cancelled
        case .expired where captured == 0: .expired
        case .settled where refunded == 0, .cancelled where refunded == 0, .expired where refunded == 0: .captured
        case .settled, .cancelled, .expired: refunded == captured ? .refunded : .partiallyRefunded
        }
    }
}
