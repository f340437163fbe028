import Foundation
import HTTPLoad
import Journal
import JournalFile
import Logging
import PaymentCore
import PaymentEngine
import PaymentHTTP
import PaymentViews
import PrometheusMetrics
import ServiceLifecycle
import Testing

/// A real server on a free port of the loopback address, with a real engine and a journal in a folder of its own.
struct TestServer: Sendable {
    let port: Int
    let engine: PaymentEngine
    let registry: PrometheusRegistry

    func client(timeoutSeconds: Int = 30) throws -> BlockingHTTPClient {
        try BlockingHTTPClient(port: port, timeoutSeconds: timeoutSeconds)
    }

    /// Starts a server, runs a body, and stops the server again.
    ///
    /// The body runs on a thread of its own: its clients block, and must not take the threads from the server.
    static func with(
        _ settings: PaymentServerSettings = PaymentServerSettings(),
        engine engineSettings: EngineSettings = EngineSettings(), access: AccessPolicy = AccessPolicy(nil),
        queues: QueueSide? = nil, runsViews: Bool = true, commands commandSettings: CommandSettings? = nil,
        _ body: @escaping @Sendable (TestServer) throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("florin-http-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        var logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        logger.logLevel = .critical
        let engine = makeEngine(folder.path, engineSettings, logger)
        var settings = settings
        settings.port = 0
        let registry = PrometheusRegistry()
        let reads = try makeReadSide(folder.path, engine, logger)
        let commandQueues = try commandSettings.map { try TestQueues(folder.path, $0, engine, logger) }
        try await commandQueues?.commands.declare()
        let companions: [any Companion] = commandQueues.map { [$0.intake] } ?? []
        let server = try PaymentServer(
            settings: settings, engine: engine, reads: reads, access: access, commands: commandQueues?.commands,
            companions: companions, queues: queues, metrics: registry, logger: logger)
        var services: [any Service] = [engine]
        if runsViews { services.append(reads.views.subscription) }
        if let intake = commandQueues?.intake, commandSettings?.runsIntake == true { services.append(intake) }
        services += [server, server.pace]
        if let desk = queues?.desk { services.append(desk) }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services.map { ServiceGroupConfiguration.ServiceConfiguration(service: $0) }, logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let port = try #require(await server.port())
            try await settle(engine)
            do {
                let test = TestServer(port: port, engine: engine, registry: registry)
                try await withTaskExecutorPreference(BlockingTestExecutor()) { try body(test) }
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    private static func makeReadSide(_ folder: String, _ engine: PaymentEngine, _ logger: Logger) throws -> ReadSide {
        let places = JournalPlaces()
        let open = { @Sendable in try FileJournalReader(folder: folder, places: places) }
        let views = LiveViews(
            settings: ViewSettings(path: folder + "/views.sqlite"), following: engine.durable, logger: logger,
            openReader: open)
        return ReadSide(views: views, archive: try EventArchive { try open() })
    }

    private static func makeEngine(_ folder: String, _ settings: EngineSettings, _ logger: Logger) -> PaymentEngine {
        PaymentEngine(
            settings: settings,
            clock: { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) },
            metrics: EngineMetrics(factory: PrometheusRegistry()), logger: logger
        ) {
            var settings = FileJournalSettings()
            settings.segmentSizeBytes = 8 << 20
            settings.preparesSegmentsInBackground = false
            let disk = try POSIXDisk(folder: folder)
            let journal = try FileJournal(disk: disk, settings: settings)
            return EngineStorage(journal: journal, snapshots: SnapshotStore(disk: disk, id: journal.id))
        }
    }

    /// Waits until the engine takes commands: a read is answered only then.
    private static func settle(_ engine: PaymentEngine) async throws {
        while !engine.readiness.isReady {
            await Task.yield()
        }
    }
}
