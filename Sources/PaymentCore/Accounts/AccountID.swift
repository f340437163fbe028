/// The name of an account, chosen by the client: 1 to 128 characters of `A–Z a–z 0–9 : . _ -`.
public struct AccountID: Sendable, Hashable, CustomStringConvertible {
    /// The name.
    public let description: String

    /// The longest name, in characters (each is one byte).
    public static let maximumLength = 128

    /// Creates a name.
    /// - Parameter text: the name
    /// - Throws: ``Rejection/accountIDInvalid``
    public init(_ text: String) throws(Rejection) {
        guard AccountID.isValid(text.utf8) else { throw .accountIDInvalid }
        description = text
    }

    private static func isValid(_ bytes: String.UTF8View) -> Bool {
        (1...maximumLength).contains(bytes.count) && bytes.allSatisfy(isAllowed)
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: ":"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
