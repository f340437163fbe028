import Foundation
import Glibc

/// The file `keys.json` in a data folder.
///
/// It is only ever replaced as a whole: whoever reads it sees all of an old or all of a new one, also after a crash.
public struct KeyFile: Sendable {
    /// The path of the file.
    public let path: String
    private let folder: String

    static let name = "keys.json"
    static let maximumSizeBytes = 64 << 20

    /// Names the file; touches nothing.
    /// - Parameter folder: the data folder
    public init(folder: String) {
        self.folder = folder
        path = folder + "/" + KeyFile.name
    }

    /// Reads all keys.
    /// - Returns: the keys, in the order in which they were made; `nil` where there is no file
    /// - Throws: `.io`, `.damaged`, `.exposed`
    public func keys() throws(KeyFault) -> [StoredKey]? {
        try read()?.keys
    }

    /// Whether there have ever been keys here: the file that is locked while they change stays.
    var hasBeenUsed: Bool {
        unsafe access(KeyFileLock.path(in: folder), F_OK) == 0
    }

    /// Looks at the file without opening it.
    /// - Returns: `nil` where there is none
    /// - Throws: `.io`
    func currentStamp() throws(KeyFault) -> FileStamp? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw .system("The file \(path) cannot be looked at", errno)
        }
        return FileStamp(status)
    }

    /// Reads all keys, and the stamp of just the file that was read.
    func read() throws(KeyFault) -> (keys: [StoredKey], stamp: FileStamp)? {
        let descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw .system("The file \(path) cannot be opened", errno)
        }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            throw .system("The file \(path) cannot be looked at", errno)
        }
        guard status.st_mode & 0o022 == 0 else {
            throw KeyFault(
                .exposed, "Others may write the file \(path): whoever does lets himself in. Run: chmod 600 \(path)")
        }
        guard status.st_size <= KeyFile.maximumSizeBytes else {
            throw KeyFault(.damaged, "The file \(path) is too large to be one of keys.")
        }
        let bytes = try KeyFile.bytes(of: descriptor, path: path)
        return (try decode(bytes), FileStamp(status))
    }

    /// Changes the keys, so that of two who do it at once neither loses what the other did.
    /// - Parameter body: changes the keys; its error leaves everything as it was
    /// - Returns: what the body returns, once the change is durable
    /// - Throws: `.io`, `.damaged`, `.exposed`, and what the body throws
    func change<Value>(_ body: (inout [StoredKey]) throws(KeyFault) -> Value) throws(KeyFault) -> Value {
        try makeFolder()
        let lock = try KeyFileLock(folder: folder)
        defer { lock.release() }
        var keys = try keys() ?? []
        let value = try body(&keys)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            try KeyFileReplacement(folder: folder, name: KeyFile.name).write(Array(encoder.encode(Content(keys: keys))))
        } catch let fault as KeyFault {
            throw fault
        } catch {
            throw KeyFault(.io, "The keys cannot be written as JSON.")
        }
        return value
    }

    private struct Content: Codable {
        var version = 1
        var keys: [StoredKey]
    }

    /// No message quotes the file: what stands in it may be a token that somebody has put there by mistake.
    private func decode(_ bytes: [UInt8]) throws(KeyFault) -> [StoredKey] {
        let content: Content
        do {
            content = try JSONDecoder().decode(Content.self, from: Data(bytes))
        } catch {
            throw KeyFault(.damaged, "The file \(path) is not one of keys: it is not the JSON that Florin writes.")
        }
        guard content.version == 1 else {
            throw KeyFault(.damaged, "The file \(path) is of version \(content.version), which is not known here.")
        }
        guard Set(content.keys.map(\.key.id)).count == content.keys.count else {
            throw KeyFault(.damaged, "The file \(path) has two keys with one id.")
        }
        return content.keys
    }

    private static func bytes(of descriptor: Int32, path: String) throws(KeyFault) -> [UInt8] {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe Glibc.read(descriptor, &piece, piece.count)
            if count == 0 { return bytes }
            if count > 0 {
                bytes.append(contentsOf: piece[..<count])
            } else if errno != EINTR {
                throw .system("The file \(path) cannot be read", errno)
            }
        }
    }

    private func makeFolder() throws(KeyFault) {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o750])
        } catch {
            throw KeyFault(.io, "The folder \(folder) cannot be made.")
        }
    }
}
