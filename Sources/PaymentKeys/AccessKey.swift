/// A key, without its secret: who may do what, for how long.
public struct AccessKey: Sendable, Hashable, Codable {
    /// The name in the token, in lists and in `florin keys revoke`.
    public var id: String
    /// What people call it.
    public var name: String
    /// Whose it is: idempotency keys of one owner are one set, whichever of the owner's keys comes with them.
    public var owner: String
    /// What it may be used for.
    public var scopes: [KeyScope]
    /// The accounts that it may touch; `nil` for all.
    public var accountPrefixes: [AccountPrefix]?
    /// How many requests it may make in a second, in the long run; `nil` for the server's default.
    public var requestsPerSecond: Int?
    /// How many requests it may make at once; `nil` for as many as in a second.
    public var burst: Int?
    /// When it was made.
    public var createdAt: KeyTime
    /// When it was revoked; `nil` where it was not.
    public var revokedAt: KeyTime?
    /// When it ends by itself; `nil` for never.
    public var expiresAt: KeyTime?

    enum CodingKeys: String, CodingKey {
        case id, name, owner, scopes, burst
        case accountPrefixes = "account_prefixes"
        case requestsPerSecond = "requests_per_second"
        case createdAt = "created_at"
        case revokedAt = "revoked_at"
        case expiresAt = "expires_at"
    }

    /// Whether the key can be used.
    /// - Parameter time: when
    /// - Returns: `active`, `revoked` or `expired`
    public func status(at time: KeyTime) -> KeyStatus {
        if revokedAt != nil { return .revoked }
        if let expiresAt, expiresAt <= time { return .expired }
        return .active
    }
}
