public import PaymentCore

/// An account and the position of the journal at which it held that much.
public struct AccountReading: Sendable, Hashable {
    /// The account.
    public var account: Account

    /// The last event that its balance includes.
    public var position: Position

    /// Creates a reading.
    /// - Parameters:
    ///   - account: the account
    ///   - position: the last event that its balance includes
    public init(account: Account, position: Position) {
        self.account = account
        self.position = position
    }
}
