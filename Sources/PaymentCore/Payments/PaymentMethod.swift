/// How a payment moves money.
public enum PaymentMethod: UInt8, Sendable, Hashable, CaseIterable {
    /// From the payer's account to the payee's account, both kept here.
    case wallet = 1

    /// The method's name in lower case, as in JSON.
    public var name: String {
        switch self {
        case .wallet: "wallet"
        }
    }

    /// Creates a method from its name.
    /// - Parameter name: the name in lower case
    public init?(name: String) {
        guard let method = PaymentMethod.allCases.first(where: { $0.name == name }) else { return nil }
        self = method
    }
}
