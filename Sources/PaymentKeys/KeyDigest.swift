import Crypto

/// The SHA-256 of a whole token: all that is stored of it.
///
/// No salt and no slow hash: those protect what people choose, because people choose among few things. A token has 260 random bits, so
/// nobody finds it by trying, however fast a try is; and a fast hash keeps the server from being slowed down with wrong tokens.
/// Not `Equatable` on purpose: ``matches(_:)`` is the only comparison.
struct KeyDigest: Sendable {
    private let words: (UInt64, UInt64, UInt64, UInt64)

    init(of text: String) {
        var hasher = SHA256()
        hasher.update(data: Array(text.utf8))
        words = unsafe hasher.finalize().withUnsafeBytes { bytes in
            unsafe (
                bytes.loadUnaligned(as: UInt64.self), bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self),
                bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self),
                bytes.loadUnaligned(fromByteOffset: 24, as: UInt64.self)
            )
        }
    }

    /// Reads the 64 hexadecimal digits of ``hexadecimal``; `nil` comes of anything else.
    init?(hexadecimal: String) {
        guard hexadecimal.utf8.count == 64 else { return nil }
        var parsed: [UInt64] = []
        for start in stride(from: 0, to: 64, by: 16) {
            let digits = String(hexadecimal.dropFirst(start).prefix(16))
            guard digits.utf8.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }),
                let word = UInt64(digits, radix: 16)
            else { return nil }
            parsed.append(UInt64(bigEndian: word))
        }
        guard parsed.count == 4 else { return nil }
        words = (parsed[0], parsed[1], parsed[2], parsed[3])
    }

    /// The digest as the file has it.
    var hexadecimal: String {
        [words.0, words.1, words.2, words.3].map { word in
            let digits = String(word.bigEndian, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }

    /// Whether two digests are the same, in a time that does not depend on where they differ.
    func matches(_ other: KeyDigest) -> Bool {
        var difference: UInt64 = 0
        difference |= words.0 ^ other.words.0
        difference |= words.1 ^ other.words.1
        difference |= words.2 ^ other.words.2
        difference |= words.3 ^ other.words.3
        return difference == 0
    }
}

extension KeyDigest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    var description: String { "…" }

    var debugDescription: String { description }

    var customMirror: Mirror { Mirror(self, children: []) }
}
