/// The options of a broker's URL, read one after the other: what nobody read is an error.
public struct BrokerOptions: ~Copyable {
    private let scheme: String
    private var left: [String: String]

    /// Begins to read.
    /// - Parameter url: the URL
    public init(_ url: BrokerURL) {
        scheme = url.scheme
        left = url.options
    }

    /// Reads an option that is a text.
    /// - Parameter name: its name
    /// - Returns: its value; `nil` where it was not given
    public mutating func text(_ name: String) -> String? {
        left.removeValue(forKey: name)
    }

    /// Reads an option that is a number.
    /// - Parameters:
    ///   - name: its name
    ///   - standard: its value where it was not given
    ///   - range: what it may be
    /// - Returns: its value
    /// - Throws: ``MessagingFault`` (`invalid`) for anything else
    public mutating func integer(
        _ name: String, standard: Int, in range: ClosedRange<Int>
    ) throws(MessagingFault) -> Int {
        guard let text = text(name) else { return standard }
        guard let value = Int(text), range.contains(value) else {
            throw MessagingFault(
                .invalid,
                "The option \(name) of the \(scheme) URL is \(text): expected \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return value
    }

    /// Reads `timeout`, which every engine has: how long a call may take at the most, 100 ms to 1 h as `500ms`, `10s`; 10 s where it was not given.
    /// - Returns: the deadline of a call
    /// - Throws: ``MessagingFault`` (`invalid`) for anything else
    public mutating func timeout() throws(MessagingFault) -> Duration {
        guard let text = text("timeout") else { return .seconds(10) }
        let value: Duration? =
            if text.hasSuffix("ms") {
                Int(text.dropLast(2)).map { .milliseconds($0) }
            } else if text.hasSuffix("s") {
                Int(text.dropLast()).map { .seconds($0) }
            } else {
                nil
            }
        guard let value, value >= .milliseconds(100), value <= .seconds(3600) else {
            throw MessagingFault(
                .invalid,
                "The option timeout of the \(scheme) URL is \(text): expected a time as 500ms or 10s, up to 3600s")
        }
        return value
    }

    /// Ends reading.
    /// - Throws: ``MessagingFault`` (`invalid`) for an option that nobody read
    public consuming func end() throws(MessagingFault) {
        guard let name = left.keys.min() else { return }
        throw MessagingFault(.invalid, "The \(scheme) URL has the option \(name), which that engine does not know")
    }
}
