/// Whether a key can be used.
public enum KeyStatus: String, Sendable, Hashable, Codable {
    /// It can.
    case active
    /// Somebody has ended it.
    case revoked
    /// Its time is over.
    case expired
}
