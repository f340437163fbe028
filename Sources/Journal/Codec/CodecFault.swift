/// Why bytes are not the events that they should be.
public struct CodecFault: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong.
    public enum Code: String, Sendable, Hashable {
        /// The bytes end inside an event.
        case truncated
        /// An event kind that this program does not know: a newer one wrote the journal.
        case unknownKind = "unknown_kind"
        /// A version of an event kind that this program does not know: a newer one wrote the journal.
        case unknownVersion = "unknown_version"
        /// A value that the kind cannot have.
        case malformed
    }

    /// What is wrong.
    public var code: Code

    /// Where in the payload, in bytes.
    public var offset: Int

    /// Creates a fault.
    /// - Parameters:
    ///   - code: what is wrong
    ///   - offset: where in the payload, in bytes
    public init(_ code: Code, at offset: Int) {
        self.code = code
        self.offset = offset
    }

    /// A sentence for logs.
    public var description: String {
        "The events cannot be decoded: \(code.rawValue) at byte \(offset) of the payload."
    }
}
