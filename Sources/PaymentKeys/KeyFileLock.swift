import Glibc

/// Keeps others from changing the keys of a folder until it is released.
///
/// The kernel releases it with the process, so a killed command locks nobody out. Reading needs no lock.
struct KeyFileLock: ~Copyable {
    private let descriptor: Int32

    static func path(in folder: String) -> String { folder + "/keys.lock" }

    /// Waits until nobody else has the lock.
    init(folder: String) throws(KeyFault) {
        let path = KeyFileLock.path(in: folder)
        descriptor = unsafe Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .system("The file \(path) cannot be opened", errno) }
        try KeyFileOwner.adopt(descriptor, path: path, folder: folder)
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno != EINTR else { continue }
            let code = errno
            close(descriptor)
            throw .system("The file \(path) cannot be locked", code)
        }
    }

    /// Lets others go on.
    borrowing func release() {
        flock(descriptor, LOCK_UN)
    }

    deinit {
        close(descriptor)
    }
}
