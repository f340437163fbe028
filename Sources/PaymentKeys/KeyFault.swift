/// What broke, or what cannot be, when keys are read or changed.
///
/// No message shows a token or a hash.
public struct KeyFault: Error, Sendable, CustomStringConvertible {
    /// The kinds of faults.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// What was asked for cannot be.
        case invalid
        /// There is no key with this id.
        case unknown
        /// The system refused to read or write.
        case io
        /// The file is not one of keys.
        case damaged
        /// Others may write the file.
        case exposed
    }

    /// The kind.
    public let code: Code
    /// A sentence.
    public let message: String
    /// The number of the system's error; `nil` where it was none of the system's.
    public let systemError: Int32?
    /// The source file where the fault was found.
    public let file: String
    /// The line where the fault was found.
    public let line: Int

    /// Creates a fault.
    /// - Parameters:
    ///   - code: the kind
    ///   - message: a sentence
    ///   - systemError: the number of the system's error, where it was one
    ///   - file: where it was found
    ///   - line: where it was found
    public init(
        _ code: Code, _ message: String, systemError: Int32? = nil, file: String = #fileID, line: Int = #line
    ) {
        self.code = code
        self.message = message
        self.systemError = systemError
        self.file = file
        self.line = line
    }

    /// Whether the same may work later.
    public var isRetriable: Bool { code == .io }

    /// The sentence.
    public var description: String { message }
}
