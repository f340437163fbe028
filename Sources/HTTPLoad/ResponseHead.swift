/// The beginning of an answer: as much as is needed to find its end.
struct ResponseHead {
    /// The HTTP status.
    let status: Int
    /// The bytes up to and including the empty line.
    let headBytes: Int
    /// The bytes of the body; `nil` where the answer does not say.
    let bodyBytes: Int?

    /// Looks for a whole head.
    ///
    /// `nil` comes of it as long as the empty line has not come.
    /// - Parameter bytes: what has been received of an answer
    /// - Throws: a fault where it is not HTTP/1
    init?(_ bytes: Span<UInt8>) throws(SocketFault) {
        guard bytes.count >= 16 else { return nil }
        guard bytes[0] == UInt8(ascii: "H"), bytes[5] == UInt8(ascii: "1"), bytes[8] == UInt8(ascii: " ") else {
            throw SocketFault(.notHTTP)
        }
        var status = 0
        for index in 9..<12 {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit < 10 else { throw SocketFault(.notHTTP) }
            status = status * 10 + Int(digit)
        }
        var length: Int?
        var lineStart = 0
        var index = 12
        while index + 1 < bytes.count {
            guard bytes[index] == 0x0D, bytes[index + 1] == 0x0A else {
                index += 1
                continue
            }
            if lineStart == index {
                self.status = status
                headBytes = index + 2
                bodyBytes = length
                return
            }
            length = ResponseHead.contentLength(bytes.extracting(lineStart..<index)) ?? length
            index += 2
            lineStart = index
        }
        return nil
    }

    private static func contentLength(_ line: Span<UInt8>) -> Int? {
        guard line.count > 15, line[7] == UInt8(ascii: "-"), line[14] == UInt8(ascii: ":") else { return nil }
        let name = "content-length".utf8.span
        for index in name.indices where (line[index] | 0x20) != name[index] && name[index] != UInt8(ascii: "-") {
            return nil
        }
        var value = 0
        for index in 15..<line.count where line[index] != UInt8(ascii: " ") {
            let digit = line[index] &- UInt8(ascii: "0")
            guard digit < 10, value < 1 << 40 else { return nil }
            value = value * 10 + Int(digit)
        }
        return value
    }
}
