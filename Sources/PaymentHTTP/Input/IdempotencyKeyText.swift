import Crypto
public import PaymentCore

/// A client's idempotency key: 1 to 255 visible ASCII characters.
///
/// The text is stored nowhere: what the engine and the journal see is the first half of the SHA-256 of scope and text.
public struct IdempotencyKeyText: Sendable, Hashable {
    /// The characters, without quotes.
    public let text: String

    /// The most characters.
    public static let maximumLength = 255
    static let rule = "An idempotency key has 1 to 255 visible ASCII characters, in double quotes or without."

    /// Reads a key as a JSON field has it.
    /// - Parameter text: the characters
    /// - Throws: the problem of a key that has none, too many or other characters
    public init(_ text: String) throws(Problem) {
        guard (1...IdempotencyKeyText.maximumLength).contains(text.utf8.count),
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { throw Problem(.idempotencyKeyInvalid, field: "idempotency_key") }
        self.text = text
    }

    /// Reads the header field `Idempotency-Key`: a string of RFC 9651 in double quotes, or the bare characters.
    /// - Parameter header: the value of the field
    /// - Throws: the problem of a value that is no such key
    public init(header: String) throws(Problem) {
        do throws(Problem) {
            try self.init(header.utf8.first == UInt8(ascii: "\"") ? IdempotencyKeyText.unquote(header) : header)
        } catch {
            throw Problem(.idempotencyKeyInvalid, field: "Idempotency-Key")
        }
    }

    private static func unquote(_ header: String) throws(Problem) -> String {
        let invalid = Problem(.idempotencyKeyInvalid)
        guard header.utf8.count >= 2, header.utf8.last == UInt8(ascii: "\"") else { throw invalid }
        var plain: [UInt8] = []
        var isEscaped = false
        for byte in header.utf8.dropFirst().dropLast() {
            let isSpecial = byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
            if isEscaped {
                guard isSpecial else { throw invalid }
                plain.append(byte)
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else {
                guard !isSpecial else { throw invalid }
                plain.append(byte)
            }
        }
        guard !isEscaped else { throw invalid }
        return String(decoding: plain, as: UTF8.self)
    }

    /// The key that the engine knows.
    /// - Parameter scope: what keeps the keys of different owners apart, without control characters; empty for one owner only
    /// - Returns: the first half of a SHA-256
    public func key(scope: String = "") -> IdempotencyKey {
        var hasher = SHA256()
        if !scope.isEmpty {
            IdempotencyKeyText.update(&hasher, scope)
            IdempotencyKeyText.update(&hasher, "\u{1F}")
        }
        IdempotencyKeyText.update(&hasher, text)
        return IdempotencyKeyText.key(hasher)
    }

    fileprivate static func key(_ hasher: SHA256) -> IdempotencyKey {
        unsafe hasher.finalize().withUnsafeBytes { digest in
            IdempotencyKey(
                high: UInt64(bigEndian: unsafe digest.loadUnaligned(as: UInt64.self)),
                low: UInt64(bigEndian: unsafe digest.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
        }
    }

    fileprivate static func update(_ hasher: inout SHA256, _ text: String) {
        unsafe text.utf8.span.withUnsafeBytes { bytes in
            unsafe hasher.update(bufferPointer: bytes)
        }
    }
}

extension IdempotencyKey {
    /// The key of a command that came as a message: the first half of the SHA-256 of a mark that no client's key has, owner, source and id.
    /// - Parameters:
    ///   - messageID: the message's id
    ///   - source: who says it
    ///   - owner: what keeps the ids of different owners apart
    public init(messageID: String, source: String, owner: String) {
        var hasher = SHA256()
        IdempotencyKeyText.update(&hasher, "\u{1F}")
        for part in ["florin-message", owner, source, messageID] {
            IdempotencyKeyText.update(&hasher, String(part.utf8.count) + ":")
            IdempotencyKeyText.update(&hasher, part)
        }
        self = IdempotencyKeyText.key(hasher)
    }
}
