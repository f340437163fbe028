/// What a ring says to a token.
public enum KeyVerdict: Sendable, Hashable {
    /// The key may be used.
    case valid(AccessKey)
    /// There is no such key, or the secret is not its.
    case unknown
    /// The secret is right, but somebody has ended the key.
    case revoked
    /// The secret is right, but the key's time is over.
    case expired
}
