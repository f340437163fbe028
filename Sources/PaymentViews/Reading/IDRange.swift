/// Ids that lie side by side in the order of their bytes.
struct IDRange: Hashable {
    /// The first id.
    let start: String
    /// The first text behind all of them.
    let end: String

    static let selection = """
        SELECT \(AccountRow.columns) FROM accounts WHERE id >= ? AND id < ? AND id > ? ORDER BY id
        """

    /// All ids that begin with a prefix: no id contains the character 0x7F.
    init(prefix: String) {
        start = prefix
        end = prefix + "\u{7F}"
    }

    /// One id: no id contains the character 0x01.
    init(name: String) {
        start = name
        end = name + "\u{01}"
    }

    /// The ids that begin with a prefix and are selected: ascending, none twice.
    static func ranges(of prefix: String, in selection: AccountSelection?) -> [IDRange] {
        guard let selection else { return [IDRange(prefix: prefix)] }
        let prefixes = selection.prefixes.compactMap { other -> IDRange? in
            if other.utf8.starts(with: prefix.utf8) { return IDRange(prefix: other) }
            return prefix.utf8.starts(with: other.utf8) ? IDRange(prefix: prefix) : nil
        }
        let names = selection.names.filter { $0.utf8.starts(with: prefix.utf8) }.map(IDRange.init(name:))
        var ranges: [IDRange] = []
        for range in (prefixes + names).sorted(by: { precedes($0.start, $1.start) }) {
            // Those that begin alike lie within one another: the widest one stays.
            if let last = ranges.last, precedes(range.start, last.end) {
                if last.start == range.start, precedes(last.end, range.end) { ranges[ranges.count - 1] = range }
                continue
            }
            ranges.append(range)
        }
        return ranges
    }

    private static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }
}
