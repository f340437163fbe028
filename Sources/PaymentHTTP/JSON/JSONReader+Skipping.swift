extension JSONReader {
    /// The deepest that arrays and objects may lie in one another where they are skipped.
    private static let maximumDepth = 128

    /// Moves over a value of any type, and checks that it is one.
    ///
    /// It keeps what is open in a list of its own, so the depth of the text is never that of the stack.
    /// - Parameter bytes: the JSON text
    /// - Returns: where the value lies
    /// - Throws: a fault where there is none, or it is too deep
    mutating func skipValue(_ bytes: Span<UInt8>) throws(JSONFault) -> Range<Int> {
        skipSpace(bytes)
        let start = offset
        var open: [UInt8] = []
        repeat {
            if try begin(bytes, &open) { continue }
            while let closer = open.last {
                let next = peek(bytes)
                if next == UInt8(ascii: ",") {
                    advance(by: 1)
                    if closer == UInt8(ascii: "}") { try skipKey(bytes) }
                    break
                }
                guard next == closer else { throw JSONFault(.notJSON, at: offset, "a comma, ] or }") }
                advance(by: 1)
                open.removeLast()
            }
        } while !open.isEmpty
        return start..<offset
    }

    /// Moves over a value, or into an array or object that is not empty.
    /// - Returns: whether it is inside something now, where a value comes next
    private mutating func begin(_ bytes: Span<UInt8>, _ open: inout [UInt8]) throws(JSONFault) -> Bool {
        switch peek(bytes) {
        case UInt8(ascii: "{"):
            advance(by: 1)
            if peek(bytes) != UInt8(ascii: "}") {
                try enter(UInt8(ascii: "}"), &open)
                try skipKey(bytes)
                return true
            }
            advance(by: 1)
        case UInt8(ascii: "["):
            advance(by: 1)
            if peek(bytes) != UInt8(ascii: "]") {
                try enter(UInt8(ascii: "]"), &open)
                return true
            }
            advance(by: 1)
        case UInt8(ascii: "\""): _ = try text(of: scanString(bytes), bytes)
        case UInt8(ascii: "t"), UInt8(ascii: "f"): _ = try bool(bytes)
        case UInt8(ascii: "n"): try null(bytes)
        default: try skipNumber(bytes)
        }
        return false
    }

    private mutating func enter(_ closer: UInt8, _ open: inout [UInt8]) throws(JSONFault) {
        guard open.count < JSONReader.maximumDepth else {
            throw JSONFault(.notJSON, at: offset, "at most 128 arrays and objects in one another")
        }
        open.append(closer)
    }

    private mutating func skipKey(_ bytes: Span<UInt8>) throws(JSONFault) {
        guard peek(bytes) == UInt8(ascii: "\"") else { throw JSONFault(.notJSON, at: offset, "a key in quotes") }
        _ = try text(of: scanString(bytes), bytes)
        guard peek(bytes) == UInt8(ascii: ":") else { throw JSONFault(.notJSON, at: offset, "a colon") }
        advance(by: 1)
    }

    private mutating func null(_ bytes: Span<UInt8>) throws(JSONFault) {
        let expected = "null".utf8.span
        guard bytes.count - offset >= expected.count else { throw JSONFault(.notJSON, at: offset, "a value") }
        for index in expected.indices where bytes[offset + index] != expected[index] {
            throw JSONFault(.notJSON, at: offset, "a value")
        }
        advance(by: expected.count)
    }

    /// Moves over a number: `-? (0 | [1-9][0-9]*) (\.[0-9]+)? ([eE][+-]?[0-9]+)?` (RFC 8259, section 6).
    private mutating func skipNumber(_ bytes: Span<UInt8>) throws(JSONFault) {
        let start = offset
        if current(bytes) == UInt8(ascii: "-") { advance(by: 1) }
        let isZero = current(bytes) == UInt8(ascii: "0")
        let digits = try skipDigits(bytes)
        guard !isZero || digits == 1 else { throw JSONFault(.notJSON, at: start, "a number without leading zeros") }
        if current(bytes) == UInt8(ascii: ".") {
            advance(by: 1)
            try skipDigits(bytes)
        }
        if current(bytes) == UInt8(ascii: "e") || current(bytes) == UInt8(ascii: "E") {
            advance(by: 1)
            if current(bytes) == UInt8(ascii: "+") || current(bytes) == UInt8(ascii: "-") { advance(by: 1) }
            try skipDigits(bytes)
        }
    }

    @discardableResult
    private mutating func skipDigits(_ bytes: Span<UInt8>) throws(JSONFault) -> Int {
        let start = offset
        while (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(current(bytes)) { advance(by: 1) }
        guard offset > start else { throw JSONFault(.notJSON, at: offset, "a value") }
        return offset - start
    }

    private func current(_ bytes: Span<UInt8>) -> UInt8 {
        offset < bytes.count ? bytes[offset] : 0
    }
}
