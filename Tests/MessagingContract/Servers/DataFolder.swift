import Foundation

/// A folder of its own for a server, under the system's temporary folder, which everybody may enter.
package final class DataFolder: Sendable {
    /// Where it is.
    package let path: String

    /// Makes a folder.
    package init() throws {
        path = NSTemporaryDirectory() + "florin-contract-" + UUID().uuidString.prefix(13)
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
    }

    /// Writes a text into a file of the folder.
    /// - Parameters:
    ///   - text: the text
    ///   - name: the file's name in the folder; folders on the way are made
    /// - Returns: the file's path
    /// - Throws: ``ContractViolation``, or what the broker throws
    @discardableResult
    package func write(_ text: String, to name: String) throws -> String {
        let file = path + "/" + name
        let parent = (file as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        return file
    }

    /// Reads the end of a file of the folder.
    /// - Parameters:
    ///   - name: the file's name in the folder
    ///   - count: how many bytes at the most
    /// - Returns: the text; empty where there is no such file
    package func end(of name: String, count: Int = 2000) -> String {
        let bytes = FileManager.default.contents(atPath: path + "/" + name) ?? Data()
        return String(decoding: bytes.suffix(count), as: UTF8.self)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}
