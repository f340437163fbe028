extension Problem {
    /// The problem of a field that is not there.
    static func missing(_ field: CommandField) -> Problem {
        missing(field.name)
    }

    /// The problem of a field that is not there.
    static func missing(_ path: String, _ hint: String? = nil) -> Problem {
        Problem(.fieldMissing, "The field \(path) is missing." + (hint.map { " \($0)" } ?? ""), field: path)
    }

    /// The problem of a value that is none of those allowed.
    static func notAllowed(_ path: String, _ allowed: [String]) -> Problem {
        Problem(.valueNotAllowed, "The value must be one of: \(allowed.joined(separator: ", ")).", field: path)
    }

    /// A name from outside, cut so that an answer never grows with it.
    static func shortened(_ name: String) -> String {
        name.unicodeScalars.count <= 64 ? name : String(String.UnicodeScalarView(name.unicodeScalars.prefix(64))) + "…"
    }
}
