extension JSONReader {
    /// Reads an array of strings.
    mutating func strings(_ bytes: Span<UInt8>) throws(JSONFault) -> [String] {
        guard peek(bytes) == UInt8(ascii: "[") else { throw mismatch(bytes, "an array of strings") }
        advance(by: 1)
        var strings: [String] = []
        if peek(bytes) == UInt8(ascii: "]") {
            advance(by: 1)
            return strings
        }
        while true {
            strings.append(try string(bytes))
            let next = peek(bytes)
            guard next == UInt8(ascii: ",") || next == UInt8(ascii: "]") else {
                throw JSONFault(.notJSON, at: offset, "a comma or ]")
            }
            advance(by: 1)
            if next == UInt8(ascii: "]") { return strings }
        }
    }
}
