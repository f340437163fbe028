/// Fits words and tables into the width of a terminal.
enum TextLayout {
    /// The columns of a line.
    static let width = 80

    /// Breaks a text into lines at its spaces; a word that is longer than a line is broken anywhere.
    /// - Parameters:
    ///   - text: a text without line ends
    ///   - width: the columns of each line
    /// - Returns: at least one line
    static func wrapped(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            let joined = lines.isEmpty && line.isEmpty ? String(word) : line.isEmpty ? String(word) : line + " " + word
            if columns(of: joined) <= width {
                line = joined
                continue
            }
            if !line.isEmpty { lines.append(line) }
            line = ""
            for character in word {
                if columns(of: line) + columns(of: String(character)) > width {
                    lines.append(line)
                    line = ""
                }
                line.append(character)
            }
        }
        lines.append(line)
        return lines
    }

    /// Aligns the cells of rows: the first column to the left, the others to the right, with two spaces between.
    /// - Parameters:
    ///   - rows: all with as many cells
    ///   - minimumWidth: the least that a column takes, so that tables one under the other are aligned, too
    /// - Returns: the lines
    static func aligned(_ rows: [[String]], minimumWidth: Int) -> [String] {
        let count = rows.first?.count ?? 0
        let widths = (0..<count).map { column in
            rows.reduce(minimumWidth) { max($0, columns(of: $1[column])) }
        }
        return rows.map { row in
            row.indices.map { column in
                let gap = String(repeating: " ", count: widths[column] - columns(of: row[column]))
                return column == 0 ? row[column] + gap : gap + row[column]
            }.joined(separator: "  ")
        }
    }

    /// How many columns a text takes: two for a character of East Asia or an emoji, one for others.
    static func columns(of text: String) -> Int {
        text.reduce(0) { sum, character in
            let scalar = character.unicodeScalars.first?.value ?? 0
            let isWide =
                (0x1100...0x115F).contains(scalar) || (0x2E80...0xD7FF).contains(scalar)
                || (0xF900...0xFAFF).contains(scalar) || (0xFE30...0xFE6F).contains(scalar)
                || (0xFF00...0xFF60).contains(scalar) || scalar >= 0x1F300
            return sum + (isWide ? 2 : 1)
        }
    }
}
