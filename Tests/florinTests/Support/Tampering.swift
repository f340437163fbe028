import Testing

/// Books in which an amount was changed.
enum Tampering {
    struct Variant {
        let text: String
        /// The line that was changed first.
        let line: String
    }

    /// Changes an amount in transactions at the beginning, in the middle and at the end: on one side, and on both so that they still balance.
    static func variants(of text: String) throws -> [Variant] {
        let lines = Exports.lines(text)
        // A posting of a transaction: indented, ending in a currency, and followed by its other half.
        let first = lines.indices.dropLast().filter { isPosting(lines[$0]) && isPosting(lines[$0 + 1]) }
        #expect(first.count > 10)
        var variants: [Variant] = []
        for index in [first[0], first[first.count / 2], first[first.count - 1]] {
            var changed = lines
            changed[index] = increased(lines[index])
            variants.append(Variant(text: changed.joined(separator: "\n"), line: lines[index]))
            changed[index + 1] = increased(lines[index + 1])
            variants.append(Variant(text: changed.joined(separator: "\n"), line: lines[index]))
        }
        return variants
    }

    private static func isPosting(_ line: String) -> Bool {
        line.hasPrefix("  ") && !line.contains("=") && line.wholeMatch(of: /\s+\S+\s+-?[0-9.]+ [A-Z]{3}/) != nil
    }

    /// Another first digit: one more, or 1 behind 9.
    private static func increased(_ line: String) -> String {
        let words = line.split(separator: " ")
        let amount = String(words[1])
        let start = amount.firstIndex(where: \.isNumber) ?? amount.startIndex
        let digit = (amount[start].wholeNumberValue ?? 0) % 9 + 1
        let changed = amount[..<start] + "\(digit)" + amount[amount.index(after: start)...]
        return "  \(words[0])  \(changed) \(words[2])"
    }
}
