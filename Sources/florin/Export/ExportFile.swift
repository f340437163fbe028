import Foundation

/// The file to which an export goes, complete or not at all.
///
/// It is written under another name in the same folder and renamed when it is complete. What is no ordinary file, such as a pipe or
/// `/dev/stdout`, is written directly.
struct ExportFile {
    private let path: String
    private let temporaryPath: String?
    private let file: FileHandle

    /// Opens a place to write to.
    /// - Parameters:
    ///   - path: where the export goes
    ///   - folder: the data folder, in which nothing may be replaced
    /// - Throws: ``CommandFailure``
    init(path: String, besides folder: String) throws(CommandFailure) {
        self.path = path
        let url = URL(fileURLWithPath: path)
        let parent = url.deletingLastPathComponent().resolvingSymlinksInPath().standardizedFileURL
        guard parent != URL(fileURLWithPath: folder).resolvingSymlinksInPath().standardizedFileURL else {
            throw CommandFailure("\(path) is in the data folder. Choose a place outside it.")
        }
        // Of a link, what it leads to counts; what is not there yet will be ordinary.
        let attributes = try? FileManager.default.attributesOfItem(atPath: url.resolvingSymlinksInPath().path)
        let kind = attributes?[.type] as? FileAttributeType
        let isOrdinary = kind == nil || kind == .typeRegular
        temporaryPath = isOrdinary ? "\(path).\(getpid()).tmp" : nil
        let flags = isOrdinary ? O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW : O_WRONLY
        let descriptor = unsafe open(temporaryPath ?? path, flags | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else {
            throw CommandFailure("\(path) cannot be written: \(ExportFile.reason(errno)).")
        }
        file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    /// Writes a piece.
    /// - Throws: ``CommandFailure``
    func write(_ bytes: [UInt8]) throws(CommandFailure) {
        try ExportFile.write(bytes, to: file, name: path)
    }

    /// Writes a piece to a file that is open.
    /// - Throws: ``CommandFailure``
    static func write(_ bytes: [UInt8], to file: FileHandle, name: String) throws(CommandFailure) {
        do {
            try file.write(contentsOf: Data(bytes))
        } catch {
            throw CommandFailure("Writing to \(name) failed: \(error.localizedDescription)")
        }
    }

    /// Gives the complete file its name.
    /// - Throws: ``CommandFailure``
    func complete() throws(CommandFailure) {
        guard let temporaryPath else { return }
        guard fsync(file.fileDescriptor) == 0, unsafe rename(temporaryPath, path) == 0 else {
            throw CommandFailure("\(path) cannot be written: \(ExportFile.reason(errno)).")
        }
    }

    /// Removes what is not complete.
    func discard() {
        guard let temporaryPath else { return }
        unsafe unlink(temporaryPath)
    }

    private static func reason(_ code: Int32) -> String {
        unsafe String(cString: strerror(code))
    }
}
