/// When a payment's money moves.
public enum CaptureMode: UInt8, Sendable, Hashable, CaseIterable {
    /// At once, if the payer has it.
    case automatic = 1

    /// When the payment is confirmed; until then it is held.
    case manual = 2

    /// The mode's name in lower case, as in JSON.
    public var name: String {
        switch self {
        case .automatic: "automatic"
        case .manual: "manual"
        }
    }

    /// Creates a mode from its name.
    /// - Parameter name: the name in lower case
    public init?(name: String) {
        guard let mode = CaptureMode.allCases.first(where: { $0.name == name }) else { return nil }
        self = mode
    }
}
