/// The escapes of STOMP 1.2: `\r` `\n` `\c` `\\` in the names and the values of headers.
///
/// CONNECT and CONNECTED have none, for the sake of old servers.
enum StompEscapes {
    static func needsEscapes(_ text: String) -> Bool {
        text.utf8.contains { escape(of: $0) != nil }
    }

    static func escape(of byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "\r"): UInt8(ascii: "r")
        case UInt8(ascii: "\n"): UInt8(ascii: "n")
        case UInt8(ascii: ":"): UInt8(ascii: "c")
        case UInt8(ascii: "\\"): UInt8(ascii: "\\")
        default: nil
        }
    }

    /// Undoes the escapes; `nil` where there is one that STOMP does not know.
    static func unescaped(_ bytes: some Collection<UInt8>) -> String? {
        guard bytes.contains(UInt8(ascii: "\\")) else { return String(decoding: bytes, as: UTF8.self) }
        var plain: [UInt8] = []
        plain.reserveCapacity(bytes.count)
        var rest = bytes.makeIterator()
        while let byte = rest.next() {
            guard byte == UInt8(ascii: "\\") else {
                plain.append(byte)
                continue
            }
            switch rest.next() {
            case UInt8(ascii: "r"): plain.append(UInt8(ascii: "\r"))
            case UInt8(ascii: "n"): plain.append(UInt8(ascii: "\n"))
            case UInt8(ascii: "c"): plain.append(UInt8(ascii: ":"))
            case UInt8(ascii: "\\"): plain.append(UInt8(ascii: "\\"))
            default: return nil
            }
        }
        return String(decoding: plain, as: UTF8.self)
    }
}
