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
    /// How far the journal is durable.
    let durable = PositionGauge()
    /// The time of the last batch, in milliseconds since 1970: never later than that of the next.
    let lastTime = Atomic<Int64>(0)
    let snapshotting = BackgroundWork(name: "florin-snapshot")
    /// The positions of those who need the events behind them.
    private let followers = Mutex<[PositionGauge]>([])
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

    /// Keeps events for somebody.
    func retain(for consumed: PositionGauge) {
        followers.withLock { $0.append(consumed) }
    }

    /// The last event that nobody needs any more; `nil` where nobody follows.
    var neededBehind: Position? {
        followers.withLock { $0.map(\.position).min() }
    }

    /// Refuses everything from now on, also what waits.
    func stop() {
        readiness = .stopped
        intake.close()
        durable.close()
        guard case .submissions(let left) = intake.take(into: [], untilMonotonicNanoseconds: 0) else { return }
        for submission in left { submission.fail(.stopping) }
    }
}
