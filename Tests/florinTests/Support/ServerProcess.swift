import BlockingIO
import Foundation
import Glibc
import HTTPLoad

/// A real `florin serve` in a process of its own, on a free port.
final class ServerProcess: Sendable {
    let processID: pid_t
    let port: Int
    private let printed = Monitor<[UInt8]>([])
    private let hasEnded = Monitor<Int32?>(nil)

    /// Starts the server and waits until it is ready.
    /// - Throws: ``ProcessFault`` with what it printed, if it ends before
    init(data: String, flags: [String] = []) throws {
        let process = Process()
        process.executableURL = try ServerProcess.binary()
        process.arguments = ["serve", "--data", data, "--listen", "127.0.0.1:0"] + flags
        let pipe = Pipe()
        process.standardError = pipe
        process.standardOutput = pipe
        let ended = hasEnded
        process.terminationHandler = { process in
            ended.withLock { $0 = process.terminationStatus }
            ended.notifyAll()
        }
        try process.run()
        processID = process.processIdentifier
        let printed = printed
        while true {
            let piece = pipe.fileHandleForReading.availableData
            printed.withLock { $0.append(contentsOf: piece) }
            let text = printed.withLock { String(decoding: $0, as: UTF8.self) }
            if let port = ServerProcess.port(in: text) {
                self.port = port
                break
            }
            if piece.isEmpty { throw ProcessFault(message: "The server ended before it was ready: \(text)") }
        }
        // What it prints from now on must go somewhere, or it would block.
        _ = try WorkerThread.start(name: "server-output") {
            while true {
                let piece = pipe.fileHandleForReading.availableData
                guard !piece.isEmpty else { break }
                printed.withLock { $0.append(contentsOf: piece) }
                printed.notifyAll()
            }
        }
    }

    /// Everything that it has printed so far.
    var output: String {
        printed.withLock { String(decoding: $0, as: UTF8.self) }
    }

    /// Waits until it has printed something, half a minute at the most.
    /// - Returns: everything that it has printed until then; empty where that is not among it
    func waitForOutput(_ text: String) -> String {
        printed.wait(untilMonotonicNanoseconds: MonotonicClock.now() + 30_000_000_000) { bytes in
            let output = String(decoding: bytes, as: UTF8.self)
            return output.contains(text) ? output : nil
        } ?? ""
    }

    /// The program that was built together with these tests.
    static func binary() throws -> URL {
        let path = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        let candidates = [folder, folder.deletingLastPathComponent().appendingPathComponent("debug")].map {
            $0.appendingPathComponent("florin")
        }
        let configured = ProcessInfo.processInfo.environment["FLORIN_BINARY"].map { URL(fileURLWithPath: $0) }
        let found = ([configured].compactMap(\.self) + candidates).first {
            FileManager.default.isExecutableFile(atPath: $0.path)
        }
        guard let found else { throw ProcessFault(message: "There is no florin beside \(path); set FLORIN_BINARY") }
        return found
    }

    /// Runs `florin` to its end.
    static func run(
        _ arguments: [String], environment: [String: String] = [:]
    ) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = try binary()
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    func client() throws -> BlockingHTTPClient {
        try BlockingHTTPClient(port: port, timeoutSeconds: 30)
    }

    /// `kill -9`, and waits until the process is gone.
    func kill() {
        Glibc.kill(processID, SIGKILL)
        _ = waitForEnd()
    }

    /// SIGTERM, and waits until the process has ended by itself.
    /// - Returns: its exit status
    func stop() -> Int32 {
        Glibc.kill(processID, SIGTERM)
        return waitForEnd()
    }

    func waitForEnd() -> Int32 {
        hasEnded.wait { $0 } ?? -1
    }

    private static func port(in text: String) -> Int? {
        guard let line = text.split(separator: "\n").first(where: { $0.contains("Florin is ready") }),
            let address = line.firstMatch(of: /address=https?:\/\/[0-9.]+:([0-9]+)/)
        else { return nil }
        // The whole line must be there, or the port may be cut off.
        return line.hasSuffix("Florin is ready") ? Int(address.1) : nil
    }
}

/// Why a process did not do what a test needs.
struct ProcessFault: Error, CustomStringConvertible {
    let message: String
    var description: String { message }
}
