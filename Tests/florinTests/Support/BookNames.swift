/// Leads names of accounts in books back to ids, by the words of the documentation alone.
enum BookNames {
    private static let kinds = ["assets", "liabilities", "equity", "income", "expenses"]

    /// The id behind a name in hledger; `nil` where it is none.
    static func id(hledger name: String) -> String? {
        let parts = name.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count > 1, kinds.contains(parts[0]), !parts.contains("") else { return nil }
        return parts.dropFirst().map { $0.allSatisfy { $0 == "_" } ? String($0.dropLast()) : $0 }.joined(separator: ":")
    }

    /// The id behind a name in beancount; `nil` where it is none.
    static func id(beancount name: String) -> String? {
        let parts = name.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count > 1, kinds.contains(parts[0].lowercased()), parts[0].first?.isUppercase == true else {
            return nil
        }
        var ids: [String] = []
        for part in parts.dropFirst() {
            guard let id = beancount(part: part) else { return nil }
            ids.append(id)
        }
        return ids.joined(separator: ":")
    }

    private static func beancount(part: String) -> String? {
        guard let first = part.utf8.first, first < 0x80, part.first?.isNumber == true || part.first?.isUppercase == true
        else { return nil }
        let isVerbatim = part.hasPrefix("X-0")
        var rest = Substring(isVerbatim ? String(part.dropFirst(3)) : part.prefix(1).lowercased() + part.dropFirst())
        var id = ""
        while let character = rest.popFirst() {
            guard character == "-" else {
                guard character.isASCII, character.isLetter || character.isNumber else { return nil }
                id.append(character)
                continue
            }
            if rest.hasPrefix("-") {
                id.append("-")
                rest.removeFirst()
            } else if rest.hasPrefix("2E") || rest.hasPrefix("5F") {
                id.append(rest.hasPrefix("2E") ? "." : "_")
                rest.removeFirst(2)
            } else {
                return nil
            }
        }
        return id
    }
}
