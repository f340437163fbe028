public import Journal

/// One folder of a disk, with the few operations that a journal needs.
///
/// Names are plain file names inside the folder. Every operation blocks, and may be called from several threads at once, on
/// different files.
///
/// **What is durable.** Written bytes survive a power cut only after ``sync(_:)`` of their file has returned; creating, renaming
/// and removing files only after ``syncFolder()``. A failed sync says nothing about what is on the disk, and repeating it
/// proves nothing either: write the bytes again first.
///
/// **Faults.** `.full` means no space (or quota) and that nothing was changed that matters; `.io` everything else.
public protocol Disk: Sendable {
    /// An open file; closes when the last reference goes.
    associatedtype File: Sendable
    /// The proof that this process holds a lock; dropping it, or dying, releases the lock.
    associatedtype Lock: Sendable

    /// Lists the folder.
    /// - Returns: the names of all files, in any order
    /// - Throws: `.io`
    func names() throws(JournalFault) -> [String]

    /// Looks at a file's size.
    /// - Parameter name: an existing file
    /// - Returns: its size in bytes
    /// - Throws: `.io`, also when there is no such file
    func sizeBytes(of name: String) throws(JournalFault) -> Int

    /// Opens a file.
    /// - Parameters:
    ///   - name: the file
    ///   - access: what for
    /// - Returns: the open file
    /// - Throws: `.io`, `.full`
    func open(_ name: String, for access: FileAccess) throws(JournalFault) -> File

    /// Reads bytes.
    /// - Parameters:
    ///   - file: an open file
    ///   - offset: where to begin
    ///   - count: how many bytes to read
    ///   - buffer: overwritten from its beginning; holds at least `count` bytes
    /// - Returns: how many bytes were read: fewer than `count` only at the file's end
    /// - Throws: `.io`
    func read(_ file: File, at offset: Int, count: Int, into buffer: inout [UInt8]) throws(JournalFault) -> Int

    /// Writes all bytes; they are not durable yet.
    /// - Parameters:
    ///   - bytes: what to write
    ///   - file: a file opened for writing
    ///   - offset: where to begin; the file grows if need be
    /// - Throws: `.io`, `.full`; some of the bytes may have been written
    func write(_ bytes: RawSpan, to file: File, at offset: Int) throws(JournalFault)

    /// Makes all written bytes of a file, and its size, durable.
    /// - Parameter file: a file opened for writing
    /// - Throws: `.io`, `.full`; what is on the disk is unknown then
    func sync(_ file: File) throws(JournalFault)

    /// Reserves space, so that writing below the size can no longer run out of it.
    /// - Parameters:
    ///   - sizeBytes: the file's size afterwards
    ///   - file: an empty file opened for writing
    /// - Throws: `.full`, `.io`
    func reserve(_ sizeBytes: Int, for file: File) throws(JournalFault)

    /// Renames a file; a file that has the new name already is replaced.
    /// - Parameters:
    ///   - name: an existing file
    ///   - newName: its name afterwards
    /// - Throws: `.io`, `.full`
    func rename(_ name: String, to newName: String) throws(JournalFault)

    /// Removes a file.
    /// - Parameter name: an existing file
    /// - Throws: `.io`
    func remove(_ name: String) throws(JournalFault)

    /// Makes created, renamed and removed names durable.
    /// - Throws: `.io`
    func syncFolder() throws(JournalFault)

    /// Takes the folder's lock without waiting.
    /// - Parameter name: the lock file; created if need be, never removed
    /// - Returns: the lock
    /// - Throws: `.locked` naming the process that holds it; `.io`, `.full`
    func lock(_ name: String) throws(JournalFault) -> Lock
}
