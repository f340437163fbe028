import Foundation
import JournalFile
import JournalTestSupport
import Logging
import Messaging
import MessagingTestSupport
import PaymentCore
import PaymentEngine
import PaymentHTTP
import PaymentMessaging
import PaymentViews

/// An engine of payments with small segments, its read side, and a message engine in memory.
final class MessagingBench: Sendable {
    let broker = MemoryBroker()
    let folder: TemporaryFolder
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    init() throws {
        folder = try TemporaryFolder()
    }

    /// Runs an engine while a test works with it.
    func withEngine(
        _ settings: EngineSettings = EngineSettings(), _ body: (PaymentEngine) async throws -> Void
    ) async throws {
        let path = folder.path
        let engine = PaymentEngine(
            settings: settings, clock: { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) },
            metrics: EngineMetrics(), logger: logger
        ) {
            var settings = FileJournalSettings()
            settings.segmentSizeBytes = 128 << 10
            settings.maximumBatchSizeBytes = 64 << 10
            settings.preparesSegmentsInBackground = false
            let disk = try POSIXDisk(folder: path)
            let journal = try FileJournal(disk: disk, settings: settings)
            return EngineStorage(journal: journal, snapshots: SnapshotStore(disk: disk, id: journal.id))
        }
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await engine.run() }
            try await body(engine)
            tasks.cancelAll()
        }
    }

    /// Runs the views of an engine while a test works with its read side.
    func withReads(of engine: PaymentEngine, _ body: (ReadSide) async throws -> Void) async throws {
        let path = folder.path
        let open = { @Sendable in try FileJournalReader(folder: path) }
        let views = LiveViews(
            settings: ViewSettings(path: path + "/views.sqlite"), following: engine.durable, logger: logger,
            openReader: open)
        let reads = ReadSide(views: views, archive: try EventArchive { try open() })
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await views.subscription.run() }
            try await body(reads)
            tasks.cancelAll()
        }
    }

    /// A relay to the topic `events`.
    func relay(of engine: PaymentEngine, from reads: ReadSide) throws -> Relay {
        Relay(
            name: "relay", to: try Topic("events"), on: broker, from: reads, durable: engine.durable,
            mark: RelayMark(folder: folder.path + "/relays", relay: "relay"), logger: logger)
    }
}
