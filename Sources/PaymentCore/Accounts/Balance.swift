/// What an account holds, counted on its normal side, in minor units of its currency.
public struct Balance: Sendable, Hashable {
    /// What has been posted.
    public var posted: Int64

    /// What pending transfers will add when they are posted.
    public var pendingIn: Int64

    /// What pending transfers hold back.
    public var pendingOut: Int64

    /// What a new transfer or hold may use: what has been posted less what is held back.
    ///
    /// Pending inflows do not count.
    public var available: Int64 { posted - pendingOut }
}
