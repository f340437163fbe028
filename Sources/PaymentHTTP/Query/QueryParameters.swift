import PaymentCore

/// The query parameters of a request, read strictly: none that is unknown, none twice.
struct QueryParameters {
    private var values: [String: String] = [:]

    /// Reads what stands behind the `?`.
    /// - Parameters:
    ///   - query: `name=value` pairs separated by `&`, percent-encoded, `+` for a space
    ///   - names: the parameters that the path has
    /// - Throws: the problem that names the parameter
    init(_ query: Substring?, names: Set<String>) throws(Problem) {
        guard let query, !query.isEmpty else { return }
        for pair in query.split(separator: "&", omittingEmptySubsequences: true) {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = QueryParameters.decode(parts[0]), names.contains(name) else {
                let known = names.isEmpty ? "none" : names.sorted().joined(separator: ", ")
                throw Problem(
                    .parameterUnknown, "This path has these query parameters: \(known).",
                    field: Problem.shortened(QueryParameters.decode(parts[0]) ?? String(parts[0])))
            }
            guard values[name] == nil else {
                throw Problem(.parameterInvalid, "The parameter \(name) is there twice.", field: name)
            }
            guard parts.count == 2, !parts[1].isEmpty, let value = QueryParameters.decode(parts[1]) else {
                throw Problem(.parameterInvalid, "The parameter \(name) has no value that can be read.", field: name)
            }
            values[name] = value
        }
    }

    private static func decode(_ text: Substring) -> String? {
        PercentCoding.decode(text.contains("+") ? Substring(text.map { $0 == "+" ? " " : $0 }) : text)
    }

    /// The value of a parameter, if it is there.
    subscript(name: String) -> String? { values[name] }

    /// The value of a parameter, turned into something.
    /// - Parameters:
    ///   - name: the parameter
    ///   - rule: what it must be, for the problem
    ///   - parse: turns the text into a value; `nil` where it is none
    /// - Returns: `nil` where the parameter is not there
    /// - Throws: the problem that names the parameter
    func value<Value>(_ name: String, _ rule: String, _ parse: (String) -> Value?) throws(Problem) -> Value? {
        guard let text = values[name] else { return nil }
        guard let value = parse(text) else {
            throw Problem(.parameterInvalid, "The parameter \(name) must be \(rule).", field: name)
        }
        return value
    }

    /// The id of an account.
    func account(_ name: String) throws(Problem) -> AccountID? {
        try value(name, "the id of an account: 1 to 128 characters of A–Z a–z 0–9 : . _ -") { try? AccountID($0) }
    }

    /// All values but some, in one text that is the same for the same values only.
    func fingerprint(without names: Set<String>) -> String {
        values.filter { !names.contains($0.key) }.sorted { $0.key < $1.key }
            .map { "\($0.key)=\($0.value.utf8.count):\($0.value)" }.joined(separator: "&")
    }

    /// How many things a page may have.
    func limit(maximum: Int = 100, usual: Int = 25) throws(Problem) -> Int {
        try value("limit", "a whole number from 1 to \(maximum)") { text in
            QueryParameters.number(text).flatMap { (1...UInt64(maximum)).contains($0) ? Int($0) : nil }
        } ?? usual
    }

    /// A moment.
    func time(_ name: String) throws(Problem) -> Timestamp? {
        try value(name, "a time as RFC 3339 has it, such as 2026-11-21T12:00:00Z") { Timestamp(rfc3339: $0) }
    }

    /// A position of the journal.
    func position(_ name: String) throws(Problem) -> Position? {
        try value(name, "a position, a whole number from 0 to 9223372036854775807") { QueryParameters.position($0) }
    }

    /// A position as header fields and parameters have it.
    static func position(_ text: String) -> Position? {
        number(text).flatMap { $0 <= UInt64(Int64.max) ? Position($0) : nil }
    }

    /// Digits only: no sign, no space.
    private static func number(_ text: String) -> UInt64? {
        guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        return UInt64(text)
    }
}
