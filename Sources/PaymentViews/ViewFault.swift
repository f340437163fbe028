/// Something that broke in or under the views.
///
/// Messages name tables, codes and positions, never what a row or an event contains.
public struct ViewFault: Error, Sendable {
    /// What kind of fault it is.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// The file is no database, or a row in it makes no sense: delete it, and have it made again.
        case damaged
        /// No space is left; nothing was written, and the same commit works when there is room again.
        case full
        /// The operating system refused an operation.
        case io
        /// Another connection holds a lock for too long.
        case busy
        /// A batch does not follow the last one that was consumed.
        case doesNotFollow = "does_not_follow"
        /// An event cannot follow the events before it: the journal was not written by these rules.
        case malformed
        /// The answer needs events that the views have not taken in yet.
        case behind
        /// The file belongs to another program, or a setting makes no sense.
        case invalid
        /// An earlier batch could not be taken in: this writer refuses everything until it is made anew.
        case failed
        /// The two files cannot be compared because they do not stand at the same position.
        case notComparable = "not_comparable"
    }

    /// What kind of fault it is.
    public var code: Code
    /// One sentence for people.
    public var message: String
    /// What lies underneath, for instance what is wrong with the bytes of an event.
    public var underlying: (any Error)?
    /// The source file that found the fault.
    public var file: StaticString
    /// The line in it.
    public var line: UInt

    /// Creates a fault.
    /// - Parameters:
    ///   - code: what kind of fault it is
    ///   - message: one sentence for people
    ///   - underlying: what lies underneath; must not show what rows or events contain
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
        case .full, .busy, .behind: true
        case .damaged, .io, .doesNotFollow, .malformed, .invalid, .failed, .notComparable: false
        }
    }
}

extension ViewFault: CustomStringConvertible {
    /// Code, message, what lies underneath, and where it was found.
    public var description: String {
        let cause = underlying.map { " (\($0))" } ?? ""
        return "\(code.rawValue): \(message)\(cause) [\(file):\(line)]"
    }
}
