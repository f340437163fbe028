import Glibc
public import Journal

/// A real folder, through the system calls themselves.
///
/// All names are resolved against the folder's descriptor: renaming the folder while it is open does no harm.
public struct POSIXDisk: Disk {
    /// The folder as it was given.
    public let folder: String
    private let root: POSIXFile

    /// Opens a folder.
    /// - Parameters:
    ///   - folder: its path
    ///   - createsFolder: whether the folder, and those above it, are created where missing
    /// - Throws: `.io`, `.full`
    public init(folder: String, createsFolder: Bool = true) throws(JournalFault) {
        if createsFolder {
            try Self.createFolders(folder)
        }
        let descriptor = unsafe Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system("open", errno, "The folder \(folder) does not open") }
        self.folder = folder
        root = POSIXFile(descriptor: descriptor, name: folder)
    }

    /// Lists the folder with `readdir`.
    public func names() throws(JournalFault) -> [String] {
        let descriptor = unsafe openat(root.descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system("openat", errno, "The folder \(folder) does not open") }
        guard let stream = unsafe fdopendir(descriptor) else {
            let code = errno
            close(descriptor)
            throw .system("fdopendir", code, "The folder \(folder) cannot be listed")
        }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = unsafe readdir(stream) else { break }
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        guard errno == 0 else { throw .system("readdir", errno, "The folder \(folder) cannot be listed") }
        return names
    }

    /// Looks at a file's size with `fstatat`.
    public func sizeBytes(of name: String) throws(JournalFault) -> Int {
        var status = stat()
        guard unsafe fstatat(root.descriptor, name, &status, 0) == 0 else {
            throw .system("fstatat", errno, "The size of \(folder)/\(name) cannot be read")
        }
        return status.st_size
    }

    /// Opens a file with `openat` and `O_CLOEXEC`.
    public func open(_ name: String, for access: FileAccess) throws(JournalFault) -> POSIXFile {
        let flags =
            switch access {
            case .reading: O_RDONLY
            case .writing: O_RDWR
            case .creating: O_RDWR | O_CREAT | O_EXCL
            }
        return try openFile(name, flags: flags)
    }

    private func openFile(_ name: String, flags: Int32) throws(JournalFault) -> POSIXFile {
        while true {
            let descriptor = unsafe openat(root.descriptor, name, flags | O_CLOEXEC, 0o640)
            if descriptor >= 0 { return POSIXFile(descriptor: descriptor, name: name) }
            guard errno == EINTR else { throw .system("openat", errno, "The file \(folder)/\(name) does not open") }
        }
    }

    /// Reads with `pread`, again after short reads and interruptions.
    public func read(
        _ file: POSIXFile, at offset: Int, count: Int, into buffer: inout [UInt8]
    ) throws(JournalFault) -> Int {
        let count = min(count, buffer.count)
        var span = buffer.mutableSpan
        return try unsafe span.withUnsafeMutableBytes { bytes throws(JournalFault) in
            var done = 0
            while done < count, let base = bytes.baseAddress {
                let read = unsafe pread(file.descriptor, base + done, count - done, offset + done)
                if read == 0 { break }
                if read > 0 {
                    done += read
                } else if errno != EINTR {
                    throw .system("pread", errno, "Reading \(folder)/\(file.name) at offset \(offset) failed")
                }
            }
            return done
        }
    }

    /// Writes with `pwrite`, again after short writes and interruptions.
    public func write(_ bytes: RawSpan, to file: POSIXFile, at offset: Int) throws(JournalFault) {
        try unsafe bytes.withUnsafeBytes { bytes throws(JournalFault) in
            var done = 0
            while done < bytes.count, let base = bytes.baseAddress {
                let count = unsafe pwrite(file.descriptor, base + done, bytes.count - done, offset + done)
                if count >= 0 {
                    done += count
                } else if errno != EINTR {
                    throw .system("pwrite", errno, "Writing \(folder)/\(file.name) at offset \(offset) failed")
                }
            }
        }
    }

    /// Makes a file durable with one `fdatasync`.
    public func sync(_ file: POSIXFile) throws(JournalFault) {
        // EINTR is a failure like any other here: whether the pages of this file are still dirty is not known.
        guard fdatasync(file.descriptor) == 0 else {
            throw .system("fdatasync", errno, "Syncing \(folder)/\(file.name) failed")
        }
    }

    /// Reserves space with `posix_fallocate`.
    public func reserve(_ sizeBytes: Int, for file: POSIXFile) throws(JournalFault) {
        while true {
            let code = posix_fallocate(file.descriptor, 0, sizeBytes)
            if code == 0 { return }
            guard code == EINTR else {
                throw .system("posix_fallocate", code, "No space of \(sizeBytes) bytes for \(folder)/\(file.name)")
            }
        }
    }

    /// Renames with `renameat`.
    public func rename(_ name: String, to newName: String) throws(JournalFault) {
        guard unsafe renameat(root.descriptor, name, root.descriptor, newName) == 0 else {
            throw .system("renameat", errno, "Renaming \(folder)/\(name) to \(newName) failed")
        }
    }

    /// Removes with `unlinkat`.
    public func remove(_ name: String) throws(JournalFault) {
        guard unsafe unlinkat(root.descriptor, name, 0) == 0 else {
            throw .system("unlinkat", errno, "Removing \(folder)/\(name) failed")
        }
    }

    /// Makes names durable with `fsync` of the folder.
    public func syncFolder() throws(JournalFault) {
        guard fsync(root.descriptor) == 0 else {
            throw .system("fsync", errno, "Syncing the folder \(folder) failed")
        }
    }

    /// Locks with `flock`.
    ///
    /// The kernel releases it with the last descriptor, so the lock of a killed process does not stay. The process
    /// number in the file is for the message only.
    public func lock(_ name: String) throws(JournalFault) -> POSIXFile {
        let file = try openFile(name, flags: O_RDWR | O_CREAT)
        while flock(file.descriptor, LOCK_EX | LOCK_NB) != 0 {
            if errno == EINTR { continue }
            guard errno == EWOULDBLOCK else { throw .system("flock", errno, "Locking \(folder)/\(name) failed") }
            throw JournalFault(.locked, "The folder \(folder) is in use by \(holder(of: file))")
        }
        var text = Array("\(getpid())\n".utf8)
        text.append(contentsOf: repeatElement(0x20, count: 24 - text.count))
        try write(unsafe text.span.bytes, to: file, at: 0)
        return file
    }

    private func holder(of file: POSIXFile) -> String {
        var text = [UInt8](repeating: 0, count: 24)
        _ = try? read(file, at: 0, count: text.count, into: &text)
        let digits = text.prefix { (0x30...0x39).contains($0) }
        return digits.isEmpty ? "another process" : "process \(String(decoding: digits, as: UTF8.self))"
    }

    /// Creates a folder and those above it, each made durable in the one above.
    private static func createFolders(_ path: String) throws(JournalFault) {
        var status = stat()
        if unsafe stat(path, &status) == 0 { return }
        let parent = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        if !parent.isEmpty, parent != path { try createFolders(parent) }
        guard unsafe mkdir(path, 0o750) == 0 || errno == EEXIST else {
            throw .system("mkdir", errno, "The folder \(path) cannot be created")
        }
        try POSIXDisk(folder: parent.isEmpty ? "/" : parent, createsFolder: false).syncFolder()
    }
}
