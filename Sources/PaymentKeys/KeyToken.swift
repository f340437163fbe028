import Crypto

/// The text that a client shows to be let in: `florin_<id>_<secret>`.
///
/// The id has 8 characters; the secret has 52 random ones (260 bits) and 6 that are a checksum of all before them, so that scanners tell
/// leaked keys from similar text without asking anybody. The text is never stored, and no way of printing the value shows it: only
/// ``reveal()`` does.
public struct KeyToken: Sendable {
    /// The name of the key, which is no secret.
    public let id: String
    private let text: String

    static let prefix = "florin_"
    static let idLength = 8
    static let randomLength = 52
    static let checksumLength = 6
    /// The length of every token, in characters.
    public static let length = prefix.utf8.count + idLength + 1 + randomLength + checksumLength

    /// Makes a token.
    /// - Parameter generator: where randomness comes from; outside of tests only the system's
    public init(using generator: inout some RandomNumberGenerator) {
        id = KeyAlphabet.random(KeyToken.idLength, using: &generator)
        let body = KeyToken.prefix + id + "_" + KeyAlphabet.random(KeyToken.randomLength, using: &generator)
        text = body + KeyToken.checksum(of: body)
    }

    /// Reads a token.
    ///
    /// `nil` comes of text that no token can be. That says nothing about which keys there are: the form is public.
    /// - Parameter text: what a client sent
    public init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count == KeyToken.length, bytes.starts(with: KeyToken.prefix.utf8) else { return nil }
        let idStart = KeyToken.prefix.utf8.count
        let idEnd = idStart + KeyToken.idLength
        guard bytes[idEnd] == UInt8(ascii: "_"), KeyAlphabet.contains(bytes[idStart..<idEnd]),
            KeyAlphabet.contains(bytes[(idEnd + 1)...])
        else { return nil }
        let bodyEnd = bytes.count - KeyToken.checksumLength
        let checksum = KeyToken.checksum(of: String(decoding: bytes[..<bodyEnd], as: UTF8.self))
        guard bytes[bodyEnd...].elementsEqual(checksum.utf8) else { return nil }
        id = String(decoding: bytes[idStart..<idEnd], as: UTF8.self)
        self.text = String(text)
    }

    /// The text itself: for the one moment in which its owner is shown it.
    public func reveal() -> String { text }

    /// What is stored of the token.
    var digest: KeyDigest { KeyDigest(of: text) }

    static func checksum(of body: String) -> String {
        var hasher = SHA256()
        hasher.update(data: Array(body.utf8))
        return KeyAlphabet.encode(hasher.finalize(), count: checksumLength)
    }
}

extension KeyToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The id, and no secret.
    public var description: String { "\(KeyToken.prefix)\(id)_…" }

    /// The id, and no secret.
    public var debugDescription: String { description }

    /// Nothing to look into.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
