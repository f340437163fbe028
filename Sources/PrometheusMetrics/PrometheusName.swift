/// Makes names and labels of what the code calls them.
enum PrometheusName {
    /// A metric's name: letters, digits, `_` and `:`, not beginning with a digit.
    static func metric(_ label: String) -> String {
        clean(label) { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: ":") }
    }

    /// Labels written out in the order of their names: `a="b",c="d"`.
    ///
    /// Of several with one name the first counts.
    static func labels(_ dimensions: [(String, String)], type: Family.MetricType) -> String {
        var seen: Set<String> = []
        return dimensions.map { (label($0.0, type), $0.1) }
            .filter { seen.insert($0.0).inserted }
            .sorted { $0.0 < $1.0 }
            .map { "\($0.0)=\"\(escaped($0.1))\"" }
            .joined(separator: ",")
    }

    /// A help text on one line.
    static func helpText(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }

    private static func label(_ name: String, _ type: Family.MetricType) -> String {
        let cleaned = clean(name) { isLetter($0) || isDigit($0) }
        let isReserved = cleaned.hasPrefix("__") || (cleaned == "le" && type.word == "histogram")
        return isReserved ? "exported_" + cleaned : cleaned
    }

    private static func escaped(_ value: String) -> String {
        value.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }

    private static func clean(_ text: String, isAllowed: (UInt8) -> Bool) -> String {
        let bytes = text.utf8.map { isAllowed($0) ? $0 : UInt8(ascii: "_") }
        let name = String(decoding: bytes, as: UTF8.self)
        guard let first = bytes.first else { return "_" }
        return isDigit(first) ? "_" + name : name
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
