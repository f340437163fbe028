import Foundation

extension String {
    /// The content of a small file.
    init(contentsOf path: String) throws {
        try self.init(contentsOfFile: path, encoding: .utf8)
    }
}
