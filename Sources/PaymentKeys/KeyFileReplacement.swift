import Glibc

/// Replaces a file by another with new content, durably and at once; needs the lock.
struct KeyFileReplacement {
    let folder: String
    let name: String

    /// Writes the new file beside the old one, makes it durable, and gives it the name.
    /// - Parameter bytes: the content
    /// - Throws: `.io`; the old file is as it was, then, or (if only the folder could not be synced) replaced, but perhaps not for ever
    func write(_ bytes: [UInt8]) throws(KeyFault) {
        let path = "\(folder)/\(name)"
        let temporary = path + ".new"
        // What a crash has left is not to be trusted, nor its permissions.
        guard unsafe unlink(temporary) == 0 || errno == ENOENT else {
            throw .system("The file \(temporary) cannot be removed", errno)
        }
        do throws(KeyFault) {
            try fill(temporary, with: bytes)
            guard unsafe rename(temporary, path) == 0 else {
                throw KeyFault.system("The file \(path) cannot be replaced", errno)
            }
        } catch {
            _ = unsafe unlink(temporary)
            throw error
        }
        try syncFolder()
    }

    private func fill(_ path: String, with bytes: [UInt8]) throws(KeyFault) {
        let descriptor = unsafe Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .system("The file \(path) cannot be made", errno) }
        defer { close(descriptor) }
        try KeyFileOwner.adopt(descriptor, path: path, folder: folder)
        // Whatever the mask of the process is.
        guard fchmod(descriptor, 0o600) == 0 else { throw .system("The file \(path) cannot be protected", errno) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                throw .system("The file \(path) cannot be written", errno)
            }
        }
        guard fsync(descriptor) == 0 else { throw .system("The file \(path) cannot be made durable", errno) }
    }

    private func syncFolder() throws(KeyFault) {
        let descriptor = unsafe Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system("The folder \(folder) cannot be opened", errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .system("The folder \(folder) cannot be made durable", errno) }
    }
}
