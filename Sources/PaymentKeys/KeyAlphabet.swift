/// The 32 characters of tokens, five bits each: digits and small letters without `i`, `l`, `o` and `u`, so that no two look alike.
enum KeyAlphabet {
    static let bitsPerCharacter = 5
    private static let characters = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

    /// Random characters.
    /// - Parameters:
    ///   - count: how many
    ///   - generator: where randomness comes from; must be one for secrets
    /// - Returns: the characters
    static func random(_ count: Int, using generator: inout some RandomNumberGenerator) -> String {
        var text: [UInt8] = []
        for _ in 0..<count {
            let number: UInt64 = generator.next()
            text.append(characters[Int(number & 31)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The first bits of some bytes as characters.
    static func encode(_ bytes: some Sequence<UInt8>, count: Int) -> String {
        var text: [UInt8] = []
        var (bits, bitCount) = (UInt32(0), 0)
        for byte in bytes where text.count < count {
            bits = bits << 8 | UInt32(byte)
            bitCount += 8
            while bitCount >= bitsPerCharacter, text.count < count {
                bitCount -= bitsPerCharacter
                text.append(characters[Int(bits >> UInt32(bitCount) & 31)])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Whether all bytes are of the alphabet.
    static func contains(_ text: some Sequence<UInt8>) -> Bool {
        text.allSatisfy { characters.contains($0) }
    }
}
