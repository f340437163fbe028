/// What keeps a relay from publishing, in one sentence.
public struct RelayFault: Error, Sendable, Hashable, CustomStringConvertible {
    /// The sentence, without the full stop.
    public let message: String

    /// Creates a fault.
    /// - Parameter message: the sentence
    public init(_ message: String) {
        self.message = message
    }

    /// The sentence.
    public var description: String { message }
}
