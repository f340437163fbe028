import BlockingIO
import Foundation
import Logging
import Messaging
import MessagingContract
import MessagingRedis

/// A real redis-server for one test, and what redis-cli says to it.
final class TestServer: Sendable {
    let server: ServerProcess
    let port: Int
    private let password: String?

    init(_ arguments: [String] = [], password: String? = nil) async throws {
        let port = try Loopback.freePort()
        let folder = try DataFolder()
        self.port = port
        self.password = password
        server = try ServerProcess(
            "redis-server",
            [
                "--port", "\(port)", "--bind", "127.0.0.1", "--dir", folder.path, "--daemonize", "no", "--save", "",
                "--appendonly", "yes", "--appendfsync", "always", "--repl-diskless-sync-delay", "0",
            ] + arguments + (password.map { ["--requirepass", $0] } ?? []),
            url: "redis://127.0.0.1:\(port)/0", port: port, folder: folder
        ) {
            await Loopback.answers(
                port: port, to: Array("PING\r\n".utf8), with: Array((password == nil ? "+" : "-").utf8))
        }
        try await server.start()
    }

    func broker(_ options: String = "", user: String = "", at port: Int? = nil, _ log: TestLog = TestLog()) throws
        -> RedisBroker
    {
        try RedisBroker(
            BrokerURL("redis://\(user)127.0.0.1:\(port ?? self.port)/0\(options)"),
            logger: Logger(label: "test") { _ in log })
    }

    /// A number that `INFO` has.
    func info(_ name: String) async throws -> Int? {
        let line = try await cli("INFO", "everything").first { $0.hasPrefix(name + ":") }
        return line.flatMap { Int($0.dropFirst(name.count + 1).filter(\.isNumber)) }
    }

    /// Waits until what a plain client gets is as wanted.
    func wait(_ wanted: (String) -> Bool, _ arguments: String...) async throws {
        for _ in 0..<1200 {
            if wanted(try await run(arguments).joined(separator: "\n")) { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw ContractViolation("redis-cli \(arguments) does not say what it should")
    }

    /// What a plain client gets, line by line.
    @discardableResult
    func cli(_ arguments: String...) async throws -> [String] {
        try await run(arguments)
    }

    @discardableResult
    func run(_ arguments: [String]) async throws -> [String] {
        let all = ["-p", "\(port)", "--raw"] + (password.map { ["-a", $0, "--no-auth-warning"] } ?? []) + arguments
        let output = try await WorkerThread.run(name: "redis-cli") { try Program.run("redis-cli", all).output }
        return output.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            .map(String.init)
    }
}

extension RedisBroker {
    func group(_ name: String, topic: String) async throws -> ConsumerGroup {
        let group = try ConsumerGroup(name, of: Topic(topic))
        try await declare(group, startingAt: .beginning)
        return group
    }

    func queue(_ name: String) async throws -> ConsumerGroup {
        let queue = try ConsumerGroup(queue: name)
        try await declare(queue, startingAt: .beginning)
        return queue
    }
}

/// The fault that a call ends with; `nil` for none.
func fault(_ body: () async throws -> Void) async -> MessagingFault? {
    do {
        try await body()
        return nil
    } catch {
        return error as? MessagingFault
    }
}
