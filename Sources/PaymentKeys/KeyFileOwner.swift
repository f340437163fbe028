import Glibc

/// Whose the files of keys are.
enum KeyFileOwner {
    /// Gives a file that the administrator has made to whoever owns the folder.
    ///
    /// Otherwise the server, which runs as somebody else, could not read it, and would go on with the keys it knew: also with a revoked one.
    /// - Parameters:
    ///   - descriptor: the open file
    ///   - path: its path, for the fault
    ///   - folder: the folder
    /// - Throws: `.io`
    static func adopt(_ descriptor: Int32, path: String, folder: String) throws(KeyFault) {
        guard geteuid() == 0 else { return }
        var status = stat()
        guard unsafe stat(folder, &status) == 0, fchown(descriptor, status.st_uid, status.st_gid) == 0 else {
            throw .system("The file \(path) cannot be given to the owner of \(folder)", errno)
        }
    }
}
