import Messaging

/// libpq's text about a connection that failed, taken apart: `connection to server at … failed: FATAL:  28P01: password authentication failed…`.
struct ConnectMessage {
    /// The server's five characters; empty where it did not get as far.
    let state: String
    /// The words; `nil` for none.
    let words: String?

    /// Takes a text apart.
    /// - Parameter text: of libpq; several lines, of which the first one counts
    init(_ text: String) {
        let lines = text.split(whereSeparator: \.isNewline)
        guard let line = lines.first(where: { Self.stated($0) != nil }) ?? lines.first else {
            state = ""
            words = nil
            return
        }
        if let (state, words) = Self.stated(line) {
            self.state = state
            self.words = words
        } else {
            state = ""
            words = String(line)
        }
    }

    /// Looks for a state between colons; what follows are the server's words.
    private static func stated(_ line: Substring) -> (String, String)? {
        let parts = line.split(separator: ":", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() where index > 0 && index + 1 < parts.count {
            let state = part.drop { $0 == " " }
            guard state.utf8.count == 5,
                state.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x41...0x5a).contains($0) }),
                state.utf8.contains(where: { (0x30...0x39).contains($0) })
            else { continue }
            let words = parts[(index + 1)...].joined(separator: ":")
            return (String(state), String(words.drop { $0 == " " }))
        }
        return nil
    }

    /// The failure that it tells of.
    /// - Parameter label: the server
    /// - Returns: `denied` and `invalid` where waiting helps nothing, `unavailable` where it may
    func failure(label: String) -> PostgresFailure {
        PostgresFailure(state: state, text: words ?? "the connection failed", label: label, isBroken: true)
    }
}
