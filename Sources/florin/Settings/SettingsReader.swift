import Configuration

/// Reads settings so that a wrong one stops the start with a sentence that names it.
final class SettingsReader {
    private let config: ConfigReader
    /// The keys of all settings that were asked for.
    private(set) var keys: Set<String> = []

    init(config: ConfigReader) {
        self.config = config
    }

    /// Reads a setting if it is there.
    /// - Parameters:
    ///   - key: its key, parts separated by dots
    ///   - value: replaced by what the setting says
    ///   - rule: what the setting must be, in words, for the error
    ///   - parse: turns text into a value; `nil` where it is none
    /// - Throws: ``CommandFailure`` that names the setting
    func read<Value>(_ key: String, into value: inout Value, rule: String, _ parse: (String) -> Value?) throws {
        guard let text = text(key) else { return }
        guard let parsed = parse(text) else {
            throw CommandFailure("The setting \(key) must be \(rule), not '\(text)'.")
        }
        value = parsed
    }

    /// Reads a whole number in a range if it is there.
    func read<Number: FixedWidthInteger>(_ key: String, into value: inout Number, in range: ClosedRange<Number>) throws
    {
        try read(key, into: &value, rule: "a whole number from \(range.lowerBound) to \(range.upperBound)") { text in
            Number(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// Reads a number of seconds if it is there.
    func readSeconds(_ key: String, into value: inout Double) throws {
        try read(key, into: &value, rule: "a number of seconds from 0.1 to 86400") { text in
            Double(text).flatMap { (0.1...86_400).contains($0) ? $0 : nil }
        }
    }

    /// Whatever its type in a file is, a setting is read as text.
    private func text(_ key: String) -> String? {
        keys.insert(key)
        let key = ConfigKey(key.split(separator: ".").map(String.init))
        if let text = config.string(forKey: key) { return text }
        if let number = config.int(forKey: key) { return String(number) }
        if let number = config.double(forKey: key) { return String(number) }
        return config.bool(forKey: key).map { $0 ? "true" : "false" }
    }
}
