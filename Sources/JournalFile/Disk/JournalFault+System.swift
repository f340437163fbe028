import Glibc
import Journal

extension JournalFault {
    /// A fault for a refused system call: `.full` when the disk or the quota is, `.io` for everything else.
    static func system(
        _ call: String, _ code: Int32, _ message: String, file: StaticString = #fileID, line: UInt = #line
    ) -> JournalFault {
        let isFull = code == ENOSPC || code == EDQUOT
        return JournalFault(
            isFull ? .full : .io, message, underlying: SystemCallFailure(call: call, code: code),
            file: file, line: line)
    }
}
