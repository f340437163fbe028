/// What a key may be used for.
///
/// No scope includes another: a key that reads and writes has both.
public enum KeyScope: String, Sendable, Hashable, CaseIterable, Codable {
    /// Looking at accounts, payments and what else there is.
    case read
    /// Opening accounts and moving money.
    case write
    /// Running the server: metrics and subscriptions.
    case admin
}
