/// A place in a JSON text (RFC 8259) that moves on as values are read.
///
/// Whatever the bytes are, it ends in a value or a fault.
///
/// It is our own because money must be exact: Foundation's decoder reads `1e3` and `1050.0` as integers and lets the last of several
/// equal keys win. It never recurses, since the caller says which value comes next and nothing is ever skipped: there is no depth to limit.
/// It allocates nothing but the strings it is asked for.
struct JSONReader {
    private(set) var offset = 0

    /// Moves over white space.
    mutating func skipSpace(_ bytes: Span<UInt8>) {
        while offset < bytes.count {
            switch bytes[offset] {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): offset &+= 1
            default: return
            }
        }
    }

    /// The next byte that is not white space, without moving over it; 0 at the end.
    mutating func peek(_ bytes: Span<UInt8>) -> UInt8 {
        skipSpace(bytes)
        return offset < bytes.count ? bytes[offset] : 0
    }

    /// Moves over the `{` of an object.
    mutating func beginObject(_ bytes: Span<UInt8>) throws(JSONFault) {
        guard peek(bytes) == UInt8(ascii: "{") else { throw mismatch(bytes, "an object") }
        offset &+= 1
    }

    /// Moves over the comma, the key and the colon of the next pair, or over the `}` where there is none.
    /// - Parameters:
    ///   - bytes: the JSON text
    ///   - isFirst: whether the object has just begun
    /// - Returns: the key with what surrounds it, or `nil` at the end of the object
    /// - Throws: a fault where there is neither
    mutating func nextKey(_ bytes: Span<UInt8>, isFirst: Bool) throws(JSONFault) -> JSONKey? {
        var next = peek(bytes)
        if next == UInt8(ascii: "}") {
            offset &+= 1
            return nil
        }
        if !isFirst {
            guard next == UInt8(ascii: ",") else { throw JSONFault(.notJSON, at: offset, "a comma or }") }
            offset &+= 1
            next = peek(bytes)
        }
        guard next == UInt8(ascii: "\"") else { throw JSONFault(.notJSON, at: offset, "a key in quotes") }
        let key = try scanString(bytes)
        guard peek(bytes) == UInt8(ascii: ":") else { throw JSONFault(.notJSON, at: offset, "a colon") }
        offset &+= 1
        return key
    }

    /// Reads `true` or `false`.
    mutating func bool(_ bytes: Span<UInt8>) throws(JSONFault) -> Bool {
        switch peek(bytes) {
        case UInt8(ascii: "t"):
            try literal("true", bytes)
            return true
        case UInt8(ascii: "f"):
            try literal("false", bytes)
            return false
        default: throw mismatch(bytes, "true or false")
        }
    }

    /// Checks that nothing but white space is left.
    mutating func end(_ bytes: Span<UInt8>) throws(JSONFault) {
        skipSpace(bytes)
        guard offset == bytes.count else { throw JSONFault(.notJSON, at: offset, "the end") }
    }

    /// Moves on by some bytes that the caller has looked at.
    mutating func advance(by count: Int) {
        offset &+= count
    }

    /// The fault for a value that is not the one expected: of another type where a value begins here, and no JSON otherwise.
    func mismatch(_ bytes: Span<UInt8>, _ expectation: StaticString) -> JSONFault {
        JSONFault(beginsValue(bytes) ? .wrongType : .notJSON, at: offset, expectation)
    }

    private func beginsValue(_ bytes: Span<UInt8>) -> Bool {
        guard offset < bytes.count else { return false }
        switch bytes[offset] {
        case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "\""), UInt8(ascii: "-"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            return true
        default: return follows("true", bytes) || follows("false", bytes) || follows("null", bytes)
        }
    }

    private func follows(_ text: String, _ bytes: Span<UInt8>) -> Bool {
        let expected = text.utf8.span
        guard bytes.count - offset >= expected.count else { return false }
        for index in expected.indices where bytes[offset + index] != expected[index] { return false }
        return true
    }

    private mutating func literal(_ text: String, _ bytes: Span<UInt8>) throws(JSONFault) {
        guard follows(text, bytes) else { throw JSONFault(.notJSON, at: offset, "true or false") }
        offset &+= text.utf8.count
    }
}
