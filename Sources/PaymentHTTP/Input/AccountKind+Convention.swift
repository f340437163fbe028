import PaymentCore

extension AccountKind {
    /// The kind that the chart of accounts gives to the prefix of an id; `nil` where it says nothing about it.
    /// - Parameter id: the account's name
    init?(conventionalFor id: AccountID) {
        switch id.description.prefix(while: { $0 != ":" }) {
        case "wallet", "merchant", "suspense": self = .liability
        case "rail", "fx": self = .asset
        case "fees": self = .income
        default: return nil
        }
        guard id.description.utf8.contains(UInt8(ascii: ":")) else { return nil }
    }
}
