import Foundation
import Yams

/// The keys of a settings file: one that is mistyped must not be passed over.
enum SettingsFile {
    /// All keys, parts separated by dots.
    /// - Parameter path: a YAML file
    /// - Returns: the keys in alphabetical order
    /// - Throws: what keeps it from being read
    static func keys(_ path: String) throws -> [String] {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        return keys(of: try Yams.load(yaml: text), under: "").sorted()
    }

    private static func keys(of value: Any?, under prefix: String) -> [String] {
        guard let map = value as? [AnyHashable: Any] else { return prefix.isEmpty ? [] : [prefix] }
        return map.flatMap { key, value in
            keys(of: value, under: prefix.isEmpty ? "\(key)" : "\(prefix).\(key)")
        }
    }
}
