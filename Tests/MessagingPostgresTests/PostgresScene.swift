import Foundation
import Logging
import Messaging
import MessagingContract
import MessagingPostgres
import Testing

/// A PostgreSQL of a test's own, with brokers for it.
struct PostgresScene {
    let server: ServerProcess
    let folder: DataFolder

    init(password: String? = nil, settings: [String] = []) async throws {
        folder = try DataFolder()
        server = try PostgresServer.make(folder, password: password, settings: settings)
        try await server.start()
    }

    /// Runs something with a server, and ends the server.
    static func run(
        password: String? = nil, settings: [String] = [], _ body: (PostgresScene) async throws -> Void
    ) async throws {
        let scene = try await PostgresScene(password: password, settings: settings)
        do {
            try await body(scene)
        } catch {
            try? await scene.server.kill()
            throw error
        }
        try await scene.server.kill()
    }

    static func broker(_ url: String) throws -> PostgresBroker {
        try PostgresBroker(BrokerURL(url), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    func broker(_ options: [String: String] = [:]) throws -> PostgresBroker {
        try Self.broker(server.url(options: options))
    }

    /// Runs SQL as somebody who knows nothing of Florin.
    @discardableResult
    func sql(_ text: String) throws -> String {
        let result = try Program.run("psql", [server.url, "-v", "ON_ERROR_STOP=1", "-qAt", "-c", text])
        guard result.status == 0 else { throw ContractViolation("psql: \(result.output)") }
        return result.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    static func messages(_ count: Int, key: String? = nil) -> [Message] {
        (0..<count).map { Message(id: "m\($0)", type: "test", key: key, body: Array("body \($0)".utf8)) }
    }

    /// The fault of a call.
    static func fault(_ body: () async throws(MessagingFault) -> Void) async -> MessagingFault? {
        do throws(MessagingFault) {
            try await body()
            return nil
        } catch {
            return error
        }
    }
}
