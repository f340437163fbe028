/// What a client settles a leased message with: 128 random bits, so that nobody can guess another client's.
public struct LeaseReceipt: Sendable, Hashable {
    private let high: UInt64
    private let low: UInt64

    /// Makes a receipt that nobody can guess.
    public init() {
        var generator = SystemRandomNumberGenerator()
        high = generator.next()
        low = generator.next()
    }

    /// Reads a receipt as a client gives it back.
    ///
    /// `nil` comes of what is no receipt.
    /// - Parameter text: 32 hexadecimal digits in small letters, as ``description`` gives them
    public init?(_ text: String) {
        var words: (UInt64, UInt64) = (0, 0)
        var count = 0
        for byte in text.utf8 {
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            default: return nil
            }
            words = (words.0 << 4 | words.1 >> 60, words.1 << 4 | UInt64(digit))
            count += 1
        }
        guard count == 32 else { return nil }
        (high, low) = words
    }
}

extension LeaseReceipt: CustomStringConvertible {
    /// 32 hexadecimal digits.
    public var description: String { LeaseReceipt.text(high) + LeaseReceipt.text(low) }

    private static func text(_ word: UInt64) -> String {
        let digits = String(word, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
