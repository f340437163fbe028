import Glibc

extension KeyFault {
    /// The fault of a system call.
    /// - Parameters:
    ///   - sentence: what did not work, without a full stop
    ///   - code: `errno`
    ///   - file: where it was found
    ///   - line: where it was found
    /// - Returns: the fault
    static func system(_ sentence: String, _ code: Int32, file: String = #fileID, line: Int = #line) -> KeyFault {
        let reason = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
        return KeyFault(.io, "\(sentence): \(reason).", systemError: code, file: file, line: line)
    }
}
