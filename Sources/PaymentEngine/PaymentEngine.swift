import BlockingIO
public import Journal
public import Logging
public import PaymentCore
public import ServiceLifecycle
import Synchronization

/// The only writer: decides commands one after the other, makes them durable, and answers only then.
///
/// Everything happens on one thread, which takes all that waits (up to a limit), decides it, appends it to the journal as one batch, and
/// answers everybody in it. While it waits for the disk the next batch gathers: this is group commit, and it is also how peaks are
/// shaved. What is decided but not yet durable is visible to nobody, because reads wait in the same line. When too much waits, callers are
/// told to come back.
public final class PaymentEngine: Service, Sendable {
    let shared: EngineShared
    private let loop: @Sendable () throws -> Void

    /// Creates an engine; it does nothing before ``run()``.
    /// - Parameters:
    ///   - settings: how it works
    ///   - clock: the time, in milliseconds; may jump
    ///   - metrics: what it measures
    ///   - logger: where it logs; never once a command
    ///   - open: opens the journal and its snapshots; called on the engine's thread at the start, and again whenever the journal failed
    public init<J: Journal & SendableMetatype>(
        settings: EngineSettings = EngineSettings(), clock: @escaping @Sendable () -> Timestamp,
        metrics: EngineMetrics = EngineMetrics(), logger: Logger,
        open: @escaping @Sendable () throws -> EngineStorage<J>
    ) {
        let shared = EngineShared(settings: settings, clock: clock, metrics: metrics, logger: logger)
        self.shared = shared
        loop = {
            var loop = EngineLoop(engine: shared, open: open)
            try loop.run()
        }
    }

    /// Rebuilds the state, works until it is told to stop, works off what waits then, and takes a last snapshot.
    /// - Throws: what kept the journal from being opened, at the start or after it failed
    public func run() async throws {
        try await withTaskCancellationHandler {
            try await withGracefulShutdownHandler {
                try await WorkerThread.run(name: "florin-engine", loop)
            } onGracefulShutdown: {
                self.shared.intake.close()
            }
        } onCancel: {
            shared.intake.close()
        }
    }

    /// Whether the engine can serve.
    public var readiness: Readiness { shared.readiness }

    /// How far the journal is durable: what subscribers may follow.
    public var durable: PositionGauge { shared.durable }

    /// Keeps events from being given up before somebody has them.
    /// - Parameter consumed: how far that somebody has come
    public func retain(for consumed: PositionGauge) {
        shared.retain(for: consumed)
    }

    /// How many commands wait to be decided.
    public var waitingCommands: Int { shared.intake.depth }

    /// Decides a command.
    /// - Parameter envelope: the command, with a key if it moves money
    /// - Returns: the answer, once it is durable, or the reason of a refusal, which leaves no trace
    /// - Throws: ``EngineFault``; the command may be repeated with the same key, then
    public func submit(_ envelope: CommandEnvelope) async throws(EngineFault) -> Reply {
        try await wait { .command(envelope, $0) }
    }

    /// Decides many commands in order, without a task for each.
    /// - Parameters:
    ///   - batch: the commands; up to ``EngineSettings/maximumBatchCommands`` if atomic
    ///   - atomic: whether all or none of them happen; otherwise each is decided for itself, and not all need become durable at once
    /// - Returns: a reply for each command, in order
    /// - Throws: ``EngineFault``; without `atomic`, the first of the commands may have happened. All may be repeated with the same keys
    public func submit(batch: [CommandEnvelope], atomic: Bool) async throws(EngineFault) -> [Reply] {
        try await wait { .batch(batch, atomic: atomic, $0) }
    }

    /// Reads an account from durable state.
    /// - Parameter id: the account
    /// - Returns: `nil` where there is none
    /// - Throws: ``EngineFault``
    public func account(_ id: AccountID) async throws(EngineFault) -> Reading<Account>? {
        try await read { ledger in
            ledger.state.account(id).map { Reading($0, at: ledger.state.position) }
        }
    }

    /// Reads a payment from durable state.
    /// - Parameter id: the payment
    /// - Returns: `nil` where there is none
    /// - Throws: ``EngineFault``
    public func payment(_ id: PaymentID) async throws(EngineFault) -> Reading<Payment>? {
        try await read { ledger in
            ledger.state.payment(id).map { Reading($0, at: ledger.state.position) }
        }
    }

    /// Counts and sums of durable state.
    /// - Returns: what the engine holds
    /// - Throws: ``EngineFault``
    public func summary() async throws(EngineFault) -> LedgerSummary {
        try await read { LedgerSummary($0) }
    }

    /// Makes the name of a new payment.
    public func makePaymentID() -> PaymentID {
        var generator = SystemRandomNumberGenerator()
        return PaymentID(at: shared.clock(), using: &generator)
    }

    /// The time of the next event, if it happened now: the clock's, but never before that of the last event.
    public var now: Timestamp {
        max(shared.clock(), Timestamp(milliseconds: shared.lastTime.load(ordering: .acquiring)))
    }

    /// Makes the engine look at the clock, for clocks that jump.
    package func wake() {
        shared.intake.wake()
    }

    func read<Value: Sendable>(_ body: @escaping @Sendable (Ledger) -> Value) async throws(EngineFault) -> Value {
        try await wait { waiter in
            .query { result in
                switch result {
                case .success(let ledger): waiter.succeed(body(ledger))
                case .failure(let fault): waiter.fail(fault)
                }
            }
        }
    }

    private func wait<Value: Sendable>(_ submission: (Waiter<Value>) -> Submission) async throws(EngineFault) -> Value {
        let result = unsafe await withUnsafeContinuation { continuation in
            let waiter = unsafe Waiter<Value>(continuation)
            if let fault = shared.intake.add(submission(waiter)) { waiter.fail(fault) }
        }
        return try result.get()
    }
}
