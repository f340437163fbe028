extension JSONReader {
    /// Reads a string.
    mutating func string(_ bytes: Span<UInt8>) throws(JSONFault) -> String {
        guard peek(bytes) == UInt8(ascii: "\"") else { throw mismatch(bytes, "a string") }
        return try text(of: scanString(bytes), bytes)
    }

    /// Moves over a string whose opening quote is next, and finds where it ends.
    mutating func scanString(_ bytes: Span<UInt8>) throws(JSONFault) -> JSONKey {
        advance(by: 1)
        let start = offset
        var hasEscapes = false
        while offset < bytes.count {
            switch bytes[offset] {
            case UInt8(ascii: "\""):
                let key = JSONKey(start: start, end: offset, hasEscapes: hasEscapes)
                advance(by: 1)
                return key
            case UInt8(ascii: "\\"):
                hasEscapes = true
                advance(by: 2)
            case 0..<0x20: throw JSONFault(.notJSON, at: offset, "control characters as \\u escapes")
            default: advance(by: 1)
            }
        }
        throw JSONFault(.notJSON, at: bytes.count, "the closing quote of the string")
    }

    /// The text of a string that ``scanString(_:)`` found.
    func text(of key: JSONKey, _ bytes: Span<UInt8>) throws(JSONFault) -> String {
        let raw = bytes.extracting(key.start..<key.end)
        if !key.hasEscapes { return try JSONReader.text(raw, at: key.start) }
        let plain = try JSONReader.unescape(raw, at: key.start)
        return try JSONReader.text(plain.span, at: key.start)
    }

    private static func text(_ bytes: Span<UInt8>, at start: Int) throws(JSONFault) -> String {
        do {
            return String(copying: try UTF8Span(validating: bytes))
        } catch {
            throw JSONFault(.notJSON, at: start + error.byteOffsets.lowerBound, "UTF-8")
        }
    }

    private static func unescape(_ bytes: Span<UInt8>, at start: Int) throws(JSONFault) -> [UInt8] {
        var plain: [UInt8] = []
        plain.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "\\") else {
                plain.append(bytes[index])
                index += 1
                continue
            }
            let escape = index
            index += 1
            guard index < bytes.count else { throw JSONFault(.notJSON, at: start + escape, "an escape of JSON") }
            let letter = bytes[index]
            index += 1
            if letter == UInt8(ascii: "u") {
                plain.append(contentsOf: String(try scalar(bytes, &index, at: start)).utf8)
            } else if let byte = simpleEscape(letter) {
                plain.append(byte)
            } else {
                throw JSONFault(.notJSON, at: start + escape, "an escape of JSON")
            }
        }
        return plain
    }

    private static func simpleEscape(_ letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): letter
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: nil
        }
    }

    /// Reads what follows `\u`: four hexadecimal digits, and the second half where they are the first of a surrogate pair.
    private static func scalar(_ bytes: Span<UInt8>, _ index: inout Int, at start: Int) throws(JSONFault)
        -> Unicode.Scalar
    {
        let escape = start + index - 2
        var value = try hexadecimal(bytes, &index, at: start)
        if (0xD800..<0xDC00).contains(value) {
            guard index + 1 < bytes.count, bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u")
            else {
                throw JSONFault(.notJSON, at: escape, "both halves of a surrogate pair")
            }
            index += 2
            let low = try hexadecimal(bytes, &index, at: start)
            guard (0xDC00..<0xE000).contains(low) else {
                throw JSONFault(.notJSON, at: escape, "both halves of a surrogate pair")
            }
            value = 0x10000 + ((value - 0xD800) << 10) + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(value) else {
            throw JSONFault(.notJSON, at: escape, "both halves of a surrogate pair")
        }
        return scalar
    }

    private static func hexadecimal(_ bytes: Span<UInt8>, _ index: inout Int, at start: Int) throws(JSONFault) -> UInt32
    {
        guard index + 4 <= bytes.count else { throw JSONFault(.notJSON, at: start + index, "four hexadecimal digits") }
        var value: UInt32 = 0
        for place in index..<(index + 4) {
            let byte = bytes[place]
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: throw JSONFault(.notJSON, at: start + place, "four hexadecimal digits")
            }
            value = value << 4 | UInt32(digit)
        }
        index += 4
        return value
    }
}
