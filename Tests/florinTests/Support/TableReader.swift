/// Reads comma-separated values as RFC 4180 has them.
enum TableReader {
    /// The records; each line end is `\r\n`, or `\n` as some programs write it.
    static func records(_ text: String) -> [[String]] {
        var records: [[String]] = []
        var record: [String] = []
        var field = String.UnicodeScalarView()
        var isQuoted = false
        var scalars = Array(text.unicodeScalars)[...]
        while let scalar = scalars.popFirst() {
            switch scalar {
            case "\"" where isQuoted && scalars.first == "\"":
                field.append(scalar)
                scalars.removeFirst()
            case "\"": isQuoted.toggle()
            case "," where !isQuoted:
                record.append(String(field))
                field.removeAll()
            case "\r" where !isQuoted && scalars.first == "\n": continue
            case "\n" where !isQuoted:
                records.append(record + [String(field)])
                record = []
                field.removeAll()
            default: field.append(scalar)
            }
        }
        return records
    }

    /// Minor units of an amount with decimals.
    static func minorUnits(_ decimal: some StringProtocol, decimals: Int) -> Int64? {
        let parts = decimal.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count) else { return nil }
        let fraction = parts.count == 2 ? String(parts[1]) : ""
        guard fraction.dropFirst(decimals).allSatisfy({ $0 == "0" }) else { return nil }
        let digits = fraction.prefix(decimals) + String(repeating: "0", count: max(0, decimals - fraction.count))
        return Int64(parts[0] + digits)
    }
}
