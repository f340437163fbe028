import Foundation

/// Changes single bits of files.
enum BitFlip {
    /// Flips a bit; the same call flips it back.
    static func flip(byte offset: Int, bit: Int, of path: String) throws {
        guard let file = FileHandle(forUpdatingAtPath: path) else {
            throw ProcessFault(message: "\(path) cannot be changed")
        }
        defer { try? file.close() }
        try file.seek(toOffset: UInt64(offset))
        guard let byte = try file.read(upToCount: 1)?.first else {
            throw ProcessFault(message: "\(path) has no byte \(offset)")
        }
        try file.seek(toOffset: UInt64(offset))
        try file.write(contentsOf: Data([byte ^ (1 << UInt8(bit))]))
    }
}
