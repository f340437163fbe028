import BlockingIO
import Logging
import PaymentCore
import Synchronization

/// What the engine's thread shares with those who call it.
final class EngineShared: Sendable {
    let settings: EngineSettings
    let intake: Intake
    let clock: @Sendable () -> Timestamp
    let metrics: EngineMetrics
    let logger: Logger
    let snapshotting = BackgroundWork(name: "florin-snapshot")
    private let currentReadiness = Mutex(Readiness.starting)

    init(settings: EngineSettings, clock: @escaping @Sendable () -> Timestamp, metrics: EngineMetrics, logger: Logger) {
        self.settings = settings
        self.clock = clock
        self.metrics = metrics
        self.logger = logger
        intake = Intake(maximumWaitingCommands: settings.maximumWaitingCommands)
    }

    var readiness: Readiness {
        get { currentReadiness.withLock { $0 } }
        set { currentReadiness.withLock { $0 = newValue } }
    }

    /// Refuses everything from now on, also what waits.
    func stop() {
        readiness = .stopped
        intake.close()
        guard case .submissions(let left) = intake.take(into: [], untilMonotonicNanoseconds: 0) else { return }
        for submission in left { submission.fail(.stopping) }
    }
}
