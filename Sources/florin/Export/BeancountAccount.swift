import PaymentCore

/// The names of accounts in beancount, where each part begins with a capital or a digit and holds letters, digits and `-` only.
///
/// The kind in the plural comes first, then the parts of the id. In a part
/// - a small letter at the beginning becomes a capital,
/// - `-` becomes `--`, `.` becomes `-2E` and `_` becomes `-5F`,
/// - and one that begins with anything else than a small letter or a digit, or is empty, gets `X-0` in front and keeps its first letter.
///
/// Behind a single `-` there is `2`, `5` or `0`, which tells these apart: every name leads back to one id.
enum BeancountAccount {
    /// Makes the name of an account; two accounts never have the same.
    static func name(_ id: AccountID, _ kind: AccountKind) -> String {
        let parts = id.description.split(separator: ":", omittingEmptySubsequences: false).map(part)
        return kind.bookName.prefix(1).uppercased() + kind.bookName.dropFirst() + ":" + parts.joined(separator: ":")
    }

    private static func part(_ part: Substring) -> String {
        let escaped = part.map { character in
            switch character {
            case "-": "--"
            case ".": "-2E"
            case "_": "-5F"
            default: String(character)
            }
        }.joined()
        guard let first = part.first, first.isNumber || first.isLowercase else { return "X-0" + escaped }
        return escaped.prefix(1).uppercased() + escaped.dropFirst()
    }
}
