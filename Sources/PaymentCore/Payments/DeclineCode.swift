/// Why a payment was declined.
///
/// A declined payment is a fact and is in the journal.
public enum DeclineCode: UInt8, Sendable, Hashable, CaseIterable {
    /// The payer's available balance is less than the amount.
    case insufficientFunds = 1

    /// The code in snake_case, as in JSON.
    public var name: String {
        switch self {
        case .insufficientFunds: "insufficient_funds"
        }
    }
}
