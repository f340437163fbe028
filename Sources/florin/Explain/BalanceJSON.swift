import PaymentCore

/// A balance in JSON.
struct BalanceJSON: Encodable {
    private enum CodingKeys: String, CodingKey {
        case posted
        case pendingIn = "pending_in"
        case pendingOut = "pending_out"
        case available
    }

    private let posted: Int64
    private let pendingIn: Int64
    private let pendingOut: Int64
    private let available: Int64

    init(_ balance: Balance) {
        posted = balance.posted
        pendingIn = balance.pendingIn
        pendingOut = balance.pendingOut
        available = balance.available
    }
}
