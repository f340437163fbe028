/// A key with what is stored of its token.
public struct StoredKey: Sendable {
    /// The key.
    public internal(set) var key: AccessKey
    let digest: KeyDigest

    /// Makes a key and its token.
    /// - Parameters:
    ///   - request: what is asked for
    ///   - time: now
    ///   - generator: where randomness comes from; outside of tests only the system's
    /// - Returns: the key as it is stored, and the token, which nobody can see again
    /// - Throws: `.invalid`
    public static func make(
        _ request: KeyRequest, at time: KeyTime, using generator: inout some RandomNumberGenerator
    ) throws(KeyFault) -> (stored: StoredKey, token: KeyToken) {
        let token = KeyToken(using: &generator)
        return (StoredKey(key: try request.key(id: token.id, at: time), digest: token.digest), token)
    }
}

extension StoredKey: Codable {
    private enum CodingKeys: String, CodingKey {
        case digest = "sha256"
    }

    /// Reads a key and checks all that a person could have written wrongly.
    public init(from decoder: any Decoder) throws {
        let key = try AccessKey(from: decoder)
        let text = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .digest)
        guard let digest = KeyDigest(hexadecimal: text) else { throw KeyFault(.damaged, "A hash is not one.") }
        try KeyRequest.check(key.name, "name")
        try KeyRequest.check(key.owner, "owner")
        guard !key.scopes.isEmpty, key.accountPrefixes?.isEmpty != true,
            [key.requestsPerSecond, key.burst].allSatisfy({ $0.map(KeyRequest.rates.contains) ?? true })
        else { throw KeyFault(.damaged, "A key has values that no key can have.") }
        self.init(key: key, digest: digest)
    }

    /// Writes a key with the hash of its token.
    public func encode(to encoder: any Encoder) throws {
        try key.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(digest.hexadecimal, forKey: .digest)
    }
}
