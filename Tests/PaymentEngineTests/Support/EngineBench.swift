import Journal
import JournalFile
import JournalTestSupport
import Logging
import PaymentCore
import PaymentEngine
import Synchronization

/// Engines one after the other on one simulated disk, with a clock that the test moves.
final class EngineBench: Sendable {
    typealias Disk = HookedDisk

    let storage: SimulatedStorage
    let hook = HookedDisk.Hook()
    private let time = Mutex<Int64>(1_000_000)
    /// How often the journal was opened.
    let openings = Mutex(0)

    init(seed: UInt64 = 1) {
        storage = SimulatedStorage(seed: seed)
    }

    static var journalSettings: FileJournalSettings {
        var settings = FileJournalSettings()
        settings.segmentSizeBytes = 128 << 10
        settings.maximumBatchSizeBytes = 64 << 10
        settings.preparesSegmentsInBackground = false
        return settings
    }

    static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    var clock: Int64 {
        get { time.withLock { $0 } }
        set { time.withLock { $0 = newValue } }
    }

    /// Starts an engine in a new life of the process, lets the test work with it, and stops it.
    /// - Parameters:
    ///   - settings: how the engine works
    ///   - body: the test
    /// - Returns: what the body returns
    /// - Throws: what the body throws, or else what `run()` throws
    func withEngine<Value: Sendable>(
        _ settings: EngineSettings = EngineSettings(), _ body: (PaymentEngine) async throws -> Value
    ) async throws -> Value {
        let engine = makeEngine(settings)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await engine.run() }
            let value = try await body(engine)
            group.cancelAll()
            try await group.waitForAll()
            return value
        }
    }

    /// An engine that does not run yet.
    func makeEngine(_ settings: EngineSettings = EngineSettings()) -> PaymentEngine {
        let disk = HookedDisk(base: storage.disk(), hook: hook)
        return PaymentEngine(
            settings: settings, clock: { Timestamp(milliseconds: self.clock) },
            logger: EngineBench.logger,
            open: {
                self.openings.withLock { $0 += 1 }
                return try EngineBench.open(disk)
            })
    }

    /// The process is killed: nothing that it does from now on reaches the disk.
    func kill() {
        storage.crash(.kill)
    }

    /// The image of the ledger that is on the disk.
    /// - Parameters:
    ///   - settings: how the engine worked
    ///   - replaying: whether the journal alone counts, from its beginning
    /// - Returns: the image's bytes
    /// - Throws: what keeps the ledger from being rebuilt
    func image(_ settings: EngineSettings = EngineSettings(), replaying: Bool = false) throws -> [UInt8] {
        let found = try EngineBench.open(HookedDisk(base: storage.copy().disk(), hook: HookedDisk.Hook()))
        let ledger = try Ledger(
            journal: found.journal, snapshots: replaying ? nil : found.snapshots, settings: settings)
        var bytes: [UInt8] = []
        ledger.writeImage { bytes += $0 }
        return bytes
    }

    /// The last event on the disk.
    var end: UInt64 {
        let disk = HookedDisk(base: storage.copy().disk(), hook: HookedDisk.Hook())
        return (try? EngineBench.open(disk))?.journal.end.value ?? 0
    }

    private static func open(_ disk: HookedDisk) throws -> EngineStorage<FileJournal<HookedDisk>> {
        let trusted = try SnapshotStore.existing(on: disk)?.newestPosition() ?? .start
        let journal = try FileJournal(disk: disk, settings: journalSettings, trusted: trusted)
        return EngineStorage(journal: journal, snapshots: SnapshotStore(disk: disk, id: journal.id))
    }
}
