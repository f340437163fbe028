import Foundation
import Logging
import Messaging
import MessagingEmbedded
import Testing

@Suite("Embedded queues: closing")
struct ClosingTests {
    @Test func `closing right after a call always returns`() async throws {
        let name = "florin-closing-\(UUID().uuidString)"
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(name)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let url = try BrokerURL("embedded:\(folder.path)/queues.sqlite")
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for _ in 0..<4 {
                tasks.addTask {
                    for _ in 0..<100 {
                        let broker = try EmbeddedBroker(url, logger: Logger(label: "test"))
                        try await broker.connect()
                        await broker.close()
                        await broker.close()
                    }
                }
            }
            try await tasks.waitForAll()
        }
    }
}
