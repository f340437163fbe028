/// The names of topics, queues and groups: what every engine accepts as it is.
enum MessagingName {
    static let maximumBytes = 120

    static func check(_ name: String, of what: String) throws(MessagingFault) {
        let bytes = name.utf8
        guard let first = bytes.first, bytes.count <= maximumBytes, isAlphanumeric(first),
            bytes.allSatisfy({
                isAlphanumeric($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
            })
        else {
            throw MessagingFault(
                .invalid,
                "\(what) is 1 to \(maximumBytes) of A-Z a-z 0-9 . _ -, and begins with a letter or a digit")
        }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
