/// Makes any text fit into one line of a file or a terminal.
///
/// Clients choose the words on payments: a line end, an escape sequence of a terminal or a mark that turns the writing direction must not
/// get through. Each is written as `%` and two hexadecimal digits a byte of UTF-8, as in URLs; `%` itself too, so that the
/// text can be had back. What else means something in the place where the text goes is escaped in the same way.
enum LineText {
    /// Escapes a text.
    /// - Parameters:
    ///   - text: any text
    ///   - alsoEscaping: what must not stand in the text besides
    /// - Returns: a text without line ends, controls and spaces at its ends
    static func escaped(_ text: String, alsoEscaping: Set<Unicode.Scalar> = []) -> String {
        var result = String.UnicodeScalarView()
        let scalars = text.unicodeScalars
        let first = scalars.startIndex
        let last = scalars.indices.last ?? first
        for index in scalars.indices {
            let scalar = scalars[index]
            let isSpaceAtEnd = (index == first || index == last) && scalar.properties.isWhitespace
            if scalar == "%" || isSpaceAtEnd || isUnprintable(scalar) || alsoEscaping.contains(scalar) {
                append(scalar, to: &result)
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }

    /// Controls, line and paragraph ends, and invisible marks, other than those that join letters and emoji.
    private static func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: true
        case .format: !(scalar == "\u{200C}" || scalar == "\u{200D}" || (0xE0020...0xE007F).contains(scalar.value))
        default: false
        }
    }

    private static func append(_ scalar: Unicode.Scalar, to result: inout String.UnicodeScalarView) {
        for byte in String(Character(scalar)).utf8 {
            let digits = String(byte, radix: 16, uppercase: true)
            result.append(contentsOf: ("%" + (byte < 16 ? "0" : "") + digits).unicodeScalars)
        }
    }
}
