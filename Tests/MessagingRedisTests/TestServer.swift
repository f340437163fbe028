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
                "--appendonly", "yes", "--appendfsync", "always",
            ] + arguments + (password.map { ["--requirepass", $0] } ?? []),
            url: "redis://127.0.0.1:\(port)/0", port: port, folder: folder
        ) {
            await Loopback.answers(
                port: port, to: Array("PING\r\n".utf8), with: Array((password == nil ? "+" : "-").utf8))
        }
        try await server.start()
    }

    func broker(_ options: String = "", user: String = "") throws -> RedisBroker {
        try RedisBroker(
            BrokerURL("redis://\(user)127.0.0.1:\(port)/0\(options)"),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// What a plain client gets, line by line.
    @discardableResult
    func cli(_ arguments: String...) async throws -> [String] {
        let all = ["-p", "\(port)", "--raw"] + (password.map { ["-a", $0, "--no-auth-warning"] } ?? []) + arguments
        let output = try await WorkerThread.run(name: "redis-cli") { try Program.run("redis-cli", all).output }
        return output.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
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
