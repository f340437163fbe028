/// The five kinds of account in double-entry bookkeeping.
///
/// The kind fixes the normal side.
public enum AccountKind: UInt8, Sendable, Hashable, CaseIterable {
    case asset = 1
    case liability = 2
    case equity = 3
    case income = 4
    case expense = 5

    /// The side on which the account grows.
    public var normalSide: Side {
        switch self {
        case .asset, .expense: .debit
        case .liability, .equity, .income: .credit
        }
    }

    /// The kind's name in lower case, as in JSON.
    public var name: String {
        switch self {
        case .asset: "asset"
        case .liability: "liability"
        case .equity: "equity"
        case .income: "income"
        case .expense: "expense"
        }
    }

    /// Creates a kind from its name.
    /// - Parameter name: the name in lower case
    public init?(name: String) {
        guard let kind = AccountKind.allCases.first(where: { $0.name == name }) else { return nil }
        self = kind
    }
}
