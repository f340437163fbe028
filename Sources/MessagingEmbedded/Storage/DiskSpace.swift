import Glibc

/// How much room there is on a disk.
enum DiskSpace {
    /// Asks for the room beside a file.
    /// - Parameter path: the file
    /// - Returns: bytes; `nil` where the system does not say
    static func freeBytes(beside path: String) -> Int? {
        var answer = statvfs()
        guard unsafe statvfs(path, &answer) == 0 else { return nil }
        let (bytes, isTooLarge) = Int(clamping: answer.f_bavail).multipliedReportingOverflow(
            by: Int(clamping: answer.f_frsize))
        return isTooLarge ? .max : bytes
    }
}
