import PaymentCore

/// The names of accounts in hledger.
///
/// The kind in the plural comes first, then the id as it is: its colons make the hierarchy. Only parts that are empty, as in `a::b` or `:a`, would
/// not be read; they are written as `_`, and so that this says one thing only, a part of nothing but underscores gets one more.
enum HledgerAccount {
    /// Makes the name of an account; two accounts never have the same.
    static func name(_ id: AccountID, _ kind: AccountKind) -> String {
        let parts = id.description.split(separator: ":", omittingEmptySubsequences: false).map { part in
            part.allSatisfy { $0 == "_" } ? part + "_" : part
        }
        return kind.bookName + ":" + parts.joined(separator: ":")
    }

    /// hledger's letter for a kind of account.
    static func type(_ kind: AccountKind) -> String {
        switch kind {
        case .asset: "A"
        case .liability: "L"
        case .equity: "E"
        case .income: "R"
        case .expense: "X"
        }
    }
}

extension AccountKind {
    /// The kind in the plural and in lower case, as accountants head their books.
    var bookName: String {
        switch self {
        case .asset: "assets"
        case .liability: "liabilities"
        case .equity: "equity"
        case .income: "income"
        case .expense: "expenses"
        }
    }
}
