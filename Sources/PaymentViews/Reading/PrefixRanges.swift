/// The ranges of ids that some prefixes leave.
enum PrefixRanges {
    static let selection = """
        SELECT \(AccountRow.columns) FROM accounts WHERE id >= ? AND id < ? AND id > ? ORDER BY id
        """

    /// The prefixes that are left of `prefix` when an id must also begin with one of `others`: ascending, none within another.
    static func parts(of prefix: String, in others: [String]) -> [String] {
        if others.isEmpty { return [prefix] }
        var parts: [String] = []
        for other in others.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            let part: String
            if other.utf8.starts(with: prefix.utf8) {
                part = other
            } else if prefix.utf8.starts(with: other.utf8) {
                part = prefix
            } else {
                continue
            }
            if let last = parts.last, part.utf8.starts(with: last.utf8) { continue }
            parts.append(part)
        }
        return parts
    }

    /// The first text behind all ids that begin with a prefix: no id contains the character 0x7F.
    static func end(of prefix: String) -> String {
        prefix + "\u{7F}"
    }
}
