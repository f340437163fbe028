import Foundation
import Testing

/// A file system of a few MiB.
struct SmallDisk {
    let path: String

    init?(_ path: String, sizeMiB: Int) {
        self.path = path
        guard (try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)) != nil,
            Self.run("/bin/mount", "-t", "tmpfs", "-o", "size=\(sizeMiB)m", "none", path)
        else { return nil }
    }

    func unmount() { _ = Self.run("/bin/umount", path) }

    /// Takes what is left.
    func fill() throws {
        _ = FileManager.default.createFile(atPath: path + "/filler", contents: nil)
        let file = try #require(FileHandle(forWritingAtPath: path + "/filler"))
        while (try? file.write(contentsOf: Data(repeating: 0, count: 4096))) != nil {}
        try file.close()
    }

    func makeRoom() {
        try? FileManager.default.removeItem(atPath: path + "/filler")
        _ = Self.run("/bin/mount", "-o", "remount,size=32m", path)
    }

    private static func run(_ program: String, _ arguments: String...) -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
