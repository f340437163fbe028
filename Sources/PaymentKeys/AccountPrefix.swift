/// The beginning of the accounts that a key may touch.
///
/// A prefix that ends with a letter or a digit stops at the end of a word: `wallet:acme` is the account `wallet:acme` and all that go on
/// with a colon, `wallet:acme:tips`, but never `wallet:acme2` or `wallet:acme-sister`, which may be somebody else's. A prefix that ends with
/// `:`, `.`, `_` or `-` is just what the account begins with.
public struct AccountPrefix: Sendable, Hashable, Codable, CustomStringConvertible {
    /// The characters.
    public let description: String

    /// The most characters: as many as an account can have.
    public static let maximumLength = 128

    /// Creates a prefix.
    /// - Parameter text: 1 to 128 of the characters of accounts
    /// - Throws: ``KeyFault`` with `.invalid` where it is something else
    public init(_ text: String) throws(KeyFault) {
        let isValid =
            (1...AccountPrefix.maximumLength).contains(text.utf8.count) && text.utf8.allSatisfy(AccountPrefix.isAllowed)
        guard isValid else {
            throw KeyFault(
                .invalid, "A prefix of accounts has 1 to 128 of the characters A-Z a-z 0-9 : . _ -, unlike '\(text)'.")
        }
        description = text
    }

    /// Reads a prefix.
    public init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    /// Writes a prefix.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    /// Whether an account begins so.
    /// - Parameter account: the name of an account
    /// - Returns: whether a key with this prefix may touch it
    public func covers(_ account: String) -> Bool {
        let (prefix, name) = (description.utf8, account.utf8)
        guard name.starts(with: prefix) else { return false }
        guard name.count > prefix.count, endsWithWord else { return true }
        return name.dropFirst(prefix.count).first == UInt8(ascii: ":")
    }

    /// Whether it ends with a letter or a digit: it covers the account of that name, then, and those that go on with a colon.
    public var endsWithWord: Bool {
        description.utf8.last.map(AccountPrefix.isLetterOrDigit) ?? false
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        isLetterOrDigit(byte) || ":._-".utf8.contains(byte)
    }
}
