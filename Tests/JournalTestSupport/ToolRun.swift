import Foundation

/// A program of the machine, run to its end.
package struct ToolRun: Sendable {
    /// The exit status.
    package let status: Int32
    /// What it printed, on standard output and standard error.
    package let output: String

    /// Runs a program.
    /// - Parameters:
    ///   - name: its name, found by `PATH`
    ///   - arguments: its arguments
    /// - Throws: what keeps it from being started
    package init(_ name: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [name] + arguments
        process.standardInput = FileHandle.nullDevice
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        status = process.terminationStatus
    }
}
