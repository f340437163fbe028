/// Why the server cannot prove who it is.
///
/// The message names the setting and the file, and quotes nothing that stands in it.
public struct TLSFault: Error, Sendable, CustomStringConvertible {
    /// What is wrong.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// The file of the certificate cannot be read, or is none.
        case certificate
        /// The file of the key cannot be read, is none, or the key is not the certificate's.
        case key
        /// The file with the certificates for clients cannot be read, or has none.
        case clientCA
        /// The two together are of a kind that cannot be used.
        case unusable
    }

    /// What is wrong.
    public let code: Code
    /// A sentence that names the setting.
    public let message: String
    /// The source file where the fault was found.
    public let file: String
    /// The line where the fault was found.
    public let line: Int

    init(_ code: Code, _ message: String, file: String = #fileID, line: Int = #line) {
        self.code = code
        self.message = message
        self.file = file
        self.line = line
    }

    /// Whether the same may work later without anybody doing something.
    public var isRetriable: Bool { false }

    /// The sentence.
    public var description: String { message }
}
