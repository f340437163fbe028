import Foundation
import JournalFile
import Logging
import PaymentEngine

/// An engine on a real file journal in a folder of its own that is removed afterwards.
enum TemporaryEngine {
    static func makeFolder(in parent: String) throws -> String {
        let path = "\(parent)/florin-bench-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    static func use<Value: Sendable>(
        in parent: String, settings: EngineSettings = EngineSettings(),
        _ body: @escaping @Sendable (PaymentEngine) async throws -> Value
    ) async throws -> Value {
        let path = try makeFolder(in: parent)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let engine = Composition.engine(
            folder: path, settings: settings, logger: Logger(label: "florin.bench") { _ in SwiftLogNoOpLogHandler() })
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await engine.run() }
            let value = try await body(engine)
            group.cancelAll()
            try await group.waitForAll()
            return value
        }
    }
}
