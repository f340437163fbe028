/// Where a transfer stands.
public enum TransferStatus: UInt8, Sendable, Hashable, CaseIterable {
    /// Holds the amount; can be posted, in whole or in parts, or voided.
    case pending = 1

    /// Moved for good.
    case posted = 2

    /// What was still pending has been given back by the client.
    case voided = 3

    /// What was still pending has been given back because the time was over.
    case expired = 4

    /// The status in lower case, as in JSON.
    public var name: String {
        switch self {
        case .pending: "pending"
        case .posted: "posted"
        case .voided: "voided"
        case .expired: "expired"
        }
    }
}
