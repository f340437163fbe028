/// Colours for a terminal, or none.
struct Ink {
    /// A way to write.
    enum Tone: String {
        case bold = "1"
        case dim = "2"
        case green = "32"
        case red = "31"
    }

    /// Whether anything is coloured at all.
    let isOn: Bool

    /// Decides whether to colour.
    /// - Parameters:
    ///   - isTerminal: whether what is printed goes to a terminal
    ///   - environment: `NO_COLOR` with any content and `TERM=dumb` say no
    init(isTerminal: Bool, environment: [String: String]) {
        isOn = isTerminal && environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
    }

    /// Colours a text.
    func callAsFunction(_ tone: Tone, _ text: String) -> String {
        isOn ? "\u{1B}[\(tone.rawValue)m\(text)\u{1B}[0m" : text
    }
}
