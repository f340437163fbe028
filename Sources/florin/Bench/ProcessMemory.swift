import Foundation

/// What this process has in memory.
enum ProcessMemory {
    /// The resident set of this process (second field of `/proc/self/statm`, in pages).
    static func residentBytes() throws -> Int {
        let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
        guard fields.count > 1, let pages = Int(fields[1]) else {
            throw CommandFailure("/proc/self/statm cannot be read")
        }
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}
