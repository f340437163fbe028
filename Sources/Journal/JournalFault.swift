/// Something that broke in or under a journal.
///
/// Messages name the file, the offset and the position where there are any, never what a batch contains.
public struct JournalFault: Error, Sendable {
    /// What kind of fault it is.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// Somebody else appended first: the journal does not end where the caller expected.
        case conflict
        /// No space is left; nothing was written, and the same call works when there is room again.
        case full
        /// Another process has the journal open.
        case locked
        /// What lies on the disk is not what was acknowledged; the journal refuses to go on.
        case corrupt
        /// The operating system refused an operation.
        case io
        /// A batch is bigger than the journal's limit; nothing was written.
        case tooLarge = "too_large"
        /// An earlier write or sync failed: this journal object refuses everything until it is opened anew.
        case failed
        /// The events asked for are no longer in the journal: their segments were recycled.
        case recycled
        /// A setting or an argument makes no sense.
        case invalid
    }

    /// What kind of fault it is.
    public var code: Code
    /// One sentence for people.
    public var message: String
    /// What lies underneath, for instance the operating system's refusal.
    public var underlying: (any Error)?
    /// The source file that found the fault.
    public var file: StaticString
    /// The line in it.
    public var line: UInt

    /// Creates a fault.
    /// - Parameters:
    ///   - code: what kind of fault it is
    ///   - message: one sentence for people, naming file, offset and position
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

    /// Whether the same call on the same object may succeed later.
    public var isRetriable: Bool {
        switch code {
        case .full, .locked: true
        case .conflict, .corrupt, .io, .tooLarge, .failed, .recycled, .invalid: false
        }
    }
}

extension JournalFault: CustomStringConvertible {
    /// Code, message, what lies underneath, and where it was found.
    public var description: String {
        let cause = underlying.map { " (\($0))" } ?? ""
        return "\(code.rawValue): \(message)\(cause) [\(file):\(line)]"
    }
}
