import Foundation

/// A program that nobody here wrote, found in the folder `FLORIN_TOOLS` or in `PATH`.
enum Tool {
    /// Whether a test that needs it runs: where it is missing it is skipped, but not in CI, where it fails.
    static func isExpected(_ name: String) -> Bool {
        path(name) != nil || isInCI
    }

    /// Whether this is CI, where nothing is skipped.
    static var isInCI: Bool { ProcessInfo.processInfo.environment["CI"] != nil }

    /// Where it is.
    static func path(_ name: String) -> String? {
        let environment = ProcessInfo.processInfo.environment
        let folders =
            [environment["FLORIN_TOOLS"] ?? ""] + (environment["PATH"] ?? "").split(separator: ":").map(String.init)
        return folders.lazy.filter { !$0.isEmpty }.map { "\($0)/\(name)" }.first {
            FileManager.default.isExecutableFile(atPath: $0)
        }
    }

    /// Runs it to its end.
    static func run(_ name: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
        guard let path = path(name) else {
            throw ProcessFault(message: "There is no \(name) in FLORIN_TOOLS or PATH")
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(["LC_ALL": "C.UTF-8"]) { $1 }
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }
}
