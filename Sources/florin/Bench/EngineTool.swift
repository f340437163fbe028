import BlockingIO
import Foundation
import Messaging

/// An engine's own measuring tool, as a yardstick in the same run.
struct EngineTool {
    private let program: String
    private let arguments: (Int) -> [String]
    /// What its figure is about.
    private let what: String

    /// - Parameter text: the engine's URL; `nil` comes of an engine without a tool
    /// - Throws: where it is no URL
    init?(_ text: String) throws {
        let url = try BrokerURL(String(text.prefix { $0 != "#" }))
        switch url.scheme {
        case "redis":
            let address = url.address(usualPort: 6379)
            program = "redis-benchmark"
            what = "redis-benchmark -P 16, XADD"
            arguments = { bytes in
                [
                    "-h", address.host, "-p", "\(address.port)", "-n", "200000", "-P", "16", "--csv", "-r", "1000000",
                    "XADD", "florin-bench-tool", "MAXLEN", "~", "100000", "*", "body",
                    String(repeating: "x", count: bytes),
                ]
            }
        default: return nil
        }
    }

    /// Runs it.
    /// - Parameter bytes: the bytes of each body
    /// - Returns: its figure, or that it is not installed
    /// - Throws: what keeps it from being started
    func run(bytes: Int) async throws -> String {
        let (program, arguments) = (program, arguments(bytes))
        let output = try await WorkerThread.run(name: "bench-tool") {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = [program] + arguments
            let pipe = Pipe()
            process.standardOutput = pipe
            process.standardError = FileHandle.nullDevice
            try process.run()
            let output = pipe.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return process.terminationStatus == 0 ? String(decoding: output, as: UTF8.self) : ""
        }
        let fields = output.split(separator: "\n").last?.split(separator: ",").map { $0.filter { $0 != "\"" } } ?? []
        // The command's own commas make more fields; the rate is the sixth but last of eight.
        guard fields.count >= 7, let rate = Double(fields[fields.count - 7]) else { return "\(program): no figure" }
        return "\(what): \(Int(rate)) messages/s"
    }
}
