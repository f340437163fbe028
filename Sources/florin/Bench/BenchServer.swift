import Foundation
import Glibc

/// A server process of this very program on a free port, with a data folder that is removed afterwards.
struct BenchServer {
    let port: Int
    /// The process.
    var processID: Int32 { process.processIdentifier }
    private let process: Process
    private let path: String

    init(folder: String) throws {
        path = try TemporaryEngine.makeFolder(in: folder)
        process = Process()
        process.executableURL = URL(
            fileURLWithPath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        process.arguments = ["serve", "--data", path, "--listen", "127.0.0.1:0", "--echo-route"]
        let pipe = Pipe()
        process.standardError = pipe
        try process.run()
        var printed = ""
        while true {
            let piece = pipe.fileHandleForReading.availableData
            printed += String(decoding: piece, as: UTF8.self)
            if let port = BenchServer.port(in: printed) {
                self.port = port
                return
            }
            if piece.isEmpty { throw CommandFailure("The server ended before it was ready: \(printed)") }
        }
    }

    func stop() {
        process.terminate()
        process.waitUntilExit()
        try? FileManager.default.removeItem(atPath: path)
    }

    private static func port(in text: String) -> Int? {
        guard let line = text.split(separator: "\n").first(where: { $0.hasSuffix("Florin is ready") }),
            let start = line.range(of: "address=http://127.0.0.1:")
        else { return nil }
        return Int(line[start.upperBound...].prefix { $0.isNumber })
    }
}
