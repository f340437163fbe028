import Foundation

/// A program of the machine.
package enum Program {
    /// Looks for a program: a path as it is, a name in the folder `FLORIN_TOOLS` and then in `PATH`.
    /// - Parameter name: its path or its name
    /// - Returns: where it is; `nil` where it is not on this machine
    package static func path(_ name: String) -> String? {
        let files = FileManager.default
        if name.contains("/") { return files.isExecutableFile(atPath: name) ? name : nil }
        let environment = ProcessInfo.processInfo.environment
        let folders =
            [environment["FLORIN_TOOLS"] ?? ""] + (environment["PATH"] ?? "").split(separator: ":").map(String.init)
        return folders.lazy.filter { !$0.isEmpty }.map { "\($0)/\(name)" }.first { files.isExecutableFile(atPath: $0) }
    }

    /// Runs a program to its end; blocks its thread.
    /// - Parameters:
    ///   - name: its path or its name
    ///   - arguments: its arguments
    ///   - environment: what its environment has beside ours
    /// - Returns: its status, and what it printed
    /// - Throws: ``ContractViolation`` where there is no such program
    package static func run(
        _ name: String, _ arguments: [String], environment: [String: String] = [:]
    ) throws -> (status: Int32, output: String) {
        guard let path = path(name) else { throw ContractViolation("There is no \(name) on this machine") }
        let program = try Spawn(path, arguments, environment: variables(environment), mergesErrors: true)
        program.finishSending()
        var output: [UInt8] = []
        while case let bytes = program.read(), !bytes.isEmpty { output += bytes }
        return (program.end(), String(decoding: output, as: UTF8.self))
    }

    /// Our environment with something more, as a new process wants it.
    static func variables(_ added: [String: String]) -> [String] {
        ProcessInfo.processInfo.environment.merging(added) { $1 }.map { "\($0.key)=\($0.value)" }
    }
}
