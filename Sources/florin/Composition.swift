import Foundation
import Journal
import JournalFile
import Logging
import Messaging
import PaymentCore
import PaymentEngine
import PaymentHTTP
import PaymentViews

/// Puts the parts together: the one place where drivers are chosen.
enum Composition {
    /// The machine's clock, in milliseconds since 1970.
    static func systemTime() -> Timestamp {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// An engine on the file journal of a folder.
    static func engine(
        folder: String, settings: EngineSettings = EngineSettings(),
        journal: FileJournalSettings = FileJournalSettings(),
        metrics: EngineMetrics = EngineMetrics(), logger: Logger
    ) -> PaymentEngine {
        PaymentEngine(settings: settings, clock: systemTime, metrics: metrics, logger: logger) {
            let disk = try POSIXDisk(folder: folder)
            let trusted = try SnapshotStore.existing(on: disk)?.newestPosition() ?? .start
            let journal = try FileJournal(disk: disk, settings: journal, trusted: trusted)
            return EngineStorage(journal: journal, snapshots: SnapshotStore(disk: disk, id: journal.id))
        }
    }

    /// The views of a folder, which follow an engine's journal, and the journal's events.
    static func readSide(
        _ settings: Settings, engine: PaymentEngine, logger: Logger
    ) throws -> ReadSide {
        let folder = settings.data
        let places = JournalPlaces()
        let open = { @Sendable in try FileJournalReader(folder: folder, places: places) }
        var file = viewSettings(folder: folder)
        file.checkpointSizeBytes = settings.viewCheckpointBytes
        let views = LiveViews(
            settings: file, subscriptionSettings: settings.views, following: engine.durable, logger: logger,
            openReader: open)
        engine.retain(for: views.subscription.consumed)
        return ReadSide(views: views, archive: try EventArchive { try open() })
    }

    /// Makes a data folder, if it is not there.
    /// - Throws: ``CommandFailure`` where it cannot be made
    static func makeFolder(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw CommandFailure("The data folder \(path) cannot be made: \(error.localizedDescription)")
        }
    }

    /// Where the views of a data folder are.
    static func viewSettings(folder: String) -> ViewSettings {
        ViewSettings(path: folder + "/views.sqlite")
    }

    /// Logs to standard error, so that standard output is for what a command prints.
    static func logger(level: Logger.Level) -> Logger {
        var logger = Logger(label: "florin") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = level
        return logger
    }

    /// A sentence for a fault that ends a command.
    static func explain(_ error: any Error, folder: String) -> any Error {
        if let fault = error as? MessagingFault { return CommandFailure("\(fault.message).") }
        guard let fault = error as? JournalFault else { return error }
        switch fault.code {
        case .corrupt:
            return CommandFailure("\(fault.message). Nothing was changed. Run: florin verify --data \(folder)")
        case .locked: return CommandFailure("\(fault.message). Only one process may use a data folder.")
        default: return CommandFailure("The journal in \(folder) cannot be used: \(fault.message)")
        }
    }
}
