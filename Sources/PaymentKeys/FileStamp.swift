import Glibc

/// What shows that a file is another one, or has other content, than before.
struct FileStamp: Sendable, Hashable {
    private let inode: UInt64
    private let sizeBytes: Int64
    private let modifiedSeconds: Int64
    private let modifiedNanoseconds: Int64
    private let changedSeconds: Int64
    private let changedNanoseconds: Int64

    /// - Parameter status: what the system says of the file
    init(_ status: stat) {
        inode = UInt64(status.st_ino)
        sizeBytes = Int64(status.st_size)
        (modifiedSeconds, modifiedNanoseconds) = (Int64(status.st_mtim.tv_sec), Int64(status.st_mtim.tv_nsec))
        (changedSeconds, changedNanoseconds) = (Int64(status.st_ctim.tv_sec), Int64(status.st_ctim.tv_nsec))
    }
}
