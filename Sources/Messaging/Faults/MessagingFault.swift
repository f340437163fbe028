/// Something that broke between Florin and a message engine.
///
/// Messages name the engine, its host and the cause; never a password, never what a message contains.
public struct MessagingFault: Error, Sendable {
    /// What kind of fault it is.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// The engine cannot be reached, or went away; what was under way may or may not have happened.
        case unavailable
        /// The engine did not answer within the deadline; what was under way may or may not have happened.
        case timeout
        /// The engine does not accept the user, the password or the certificate, or does not allow the operation.
        case denied
        /// The topic or the queue does not exist, or no group would get the message.
        case unroutable
        /// The engine cannot do what is asked for; the guarantees of its driver say so.
        case unsupported
        /// The message is larger than the engine takes.
        case tooLarge = "too_large"
        /// The engine has no room left; the same call works when there is some again.
        case full
        /// A URL, a name or a setting makes no sense.
        case invalid
        /// The consumer or the broker was closed.
        case closed
        /// What the engine stores, or said, is not what this driver understands.
        case engine
    }

    /// What kind of fault it is.
    public var code: Code
    /// One sentence for people.
    public var message: String
    /// What lies underneath, for instance the client library's error.
    public var underlying: (any Error)?
    /// The source file that found the fault.
    public var file: StaticString
    /// The line in it.
    public var line: UInt

    /// Creates a fault.
    /// - Parameters:
    ///   - code: what kind of fault it is
    ///   - message: one sentence for people, naming engine, host and cause
    ///   - underlying: what lies underneath
    ///   - file: the source file, filled in by the compiler
    ///   - line: the line, filled in by the compiler
    public init(
        _ code: Code, _ message: String, underlying: (any Error)? = nil,
        file: StaticString = #fileID, line: UInt = #line
    ) {
        self.code = code
        self.message = message
        self.underlying = underlying
        self.file = file
        self.line = line
    }

    /// Whether the same call may succeed later.
    public var isRetriable: Bool {
        switch code {
        case .unavailable, .timeout, .full: true
        case .denied, .unroutable, .unsupported, .tooLarge, .invalid, .closed, .engine: false
        }
    }
}

extension MessagingFault: CustomStringConvertible {
    /// Code, message, what lies underneath, and where it was found.
    public var description: String {
        let cause = underlying.map { " (\($0))" } ?? ""
        return "\(code.rawValue): \(message)\(cause) [\(file):\(line)]"
    }
}
