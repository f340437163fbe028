import BlockingIO
import Glibc
import Logging
import Messaging

/// A connection to the server that is made, and made again, when it is needed; calls come one after the other.
///
/// It runs on a thread of its own: libpq waits there, and no thread of the pool does.
actor PostgresClient {
    private let executor: ThreadExecutor
    private let settings: PostgresSettings
    private let logger: Logger
    private var connection: LibpqConnection?
    private var epoch = 0
    private var failures = 0
    private var nextAttempt: UInt64 = 0
    private var isClosed = false

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    /// Creates a client; it does not connect yet.
    /// - Parameters:
    ///   - settings: where to, and who
    ///   - logger: gets what happens to the connection
    /// - Throws: ``MessagingFault`` (`unavailable`) where the system gives no thread
    init(_ settings: PostgresSettings, logger: Logger) throws(MessagingFault) {
        do throws(ThreadFault) {
            executor = try ThreadExecutor(name: "postgres")
        } catch {
            throw MessagingFault(.unavailable, "\(settings.label): no thread for a connection", underlying: error)
        }
        self.settings = settings
        self.logger = logger
    }

    /// The moment by which a call that begins now has to end.
    nonisolated func deadline() -> UInt64 {
        MonotonicClock.now() + settings.timeout.wholeNanoseconds
    }

    /// Connects, with one attempt.
    /// - Throws: what keeps it from connecting
    func connect() throws(MessagingFault) {
        guard !isClosed else { throw closed() }
        if connection?.isAlive() == true { return }
        connection = nil
        do throws(PostgresFailure) {
            try open(until: deadline())
        } catch {
            throw error.fault
        }
    }

    /// Runs statements.
    /// - Parameters:
    ///   - deadline: nanoseconds of `MonotonicClock`
    ///   - isRepeatable: whether it may run again where it is not known whether it ran
    ///   - isPatient: whether it waits for a server that is away, and does not try to connect only once
    ///   - body: the statements; runs again where another transaction was in the way
    /// - Returns: what the body returns
    /// - Throws: what the server says, or that it says nothing
    func perform<Answer: Sendable>(
        until deadline: UInt64, isRepeatable: Bool = false, isPatient: Bool = true,
        _ body: @Sendable (PostgresSession) throws(PostgresFailure) -> Answer
    ) throws(MessagingFault) -> Answer {
        var conflicts = 0
        while true {
            let session = try PostgresSession(
                ready(until: deadline, isPatient: isPatient), epoch: epoch, until: deadline)
            let failure: PostgresFailure
            do throws(PostgresFailure) {
                return try body(session)
            } catch {
                failure = error
            }
            if failure.isBroken { drop(failure) }
            guard MonotonicClock.now() < deadline else { throw failure.fault }
            if PostgresFailure.State.conflicts.contains(failure.state) {
                conflicts += 1
                sleep(milliseconds: UInt64.random(in: 1...(4 << min(conflicts, 6))), until: deadline)
            } else if PostgresFailure.State.missing.contains(failure.state), conflicts == 0 {
                // The next session looks for the schema again.
                conflicts += 1
                drop(failure)
            } else if !(failure.isBroken && (isRepeatable || failure.isUndone) && failure.fault.isRetriable) {
                throw failure.fault
            }
        }
    }

    /// Runs what several callers want in one statement: the first of them does it for those that wait behind it.
    /// - Parameters:
    ///   - ticket: the caller's place in the queue
    ///   - queue: what is wanted
    ///   - deadline: nanoseconds of `MonotonicClock`
    ///   - body: gets some requests, the oldest first, and answers each
    /// - Returns: the caller's answer
    /// - Throws: what the body throws, all that were taken together
    func together<Request, Answer>(
        _ ticket: UInt64, of queue: RequestQueue<Request, Answer>, until deadline: UInt64,
        _ body: @Sendable (PostgresSession, [Request]) throws(PostgresFailure) -> [Answer]
    ) throws(MessagingFault) -> Answer {
        while true {
            if let result = queue.takeAnswer(ticket) { return try result.get() }
            let batch = queue.takeBatch()
            do throws(MessagingFault) {
                let requests = batch.map(\.request)
                queue.answer(
                    batch,
                    try perform(until: deadline) { session throws(PostgresFailure) in
                        try body(session, requests)
                    })
            } catch {
                queue.fail(batch, error)
            }
        }
    }

    /// Closes the connection; calls throw `closed` from here on.
    func close() {
        isClosed = true
        connection = nil
    }

    // MARK: Connecting

    private func closed() -> MessagingFault {
        MessagingFault(.closed, "\(settings.label): the broker was closed")
    }

    private func ready(until deadline: UInt64, isPatient: Bool) throws(MessagingFault) -> LibpqConnection {
        guard !isClosed else { throw closed() }
        if let connection {
            if connection.isAlive() { return connection }
            drop(nil)
        }
        while true {
            sleep(untilMonotonicNanoseconds: min(nextAttempt, deadline))
            guard MonotonicClock.now() < deadline else {
                throw MessagingFault(.unavailable, "\(settings.label): no connection within the deadline")
            }
            do throws(PostgresFailure) {
                return try open(until: deadline)
            } catch {
                guard isPatient, error.fault.isRetriable, nextAttempt < deadline, MonotonicClock.now() < deadline else {
                    throw error.fault
                }
            }
        }
    }

    @discardableResult
    private func open(until deadline: UInt64) throws(PostgresFailure) -> LibpqConnection {
        do throws(PostgresFailure) {
            let opened = try LibpqConnection.open(settings, until: deadline)
            let session = PostgresSession(opened, epoch: epoch, until: deadline)
            try session.run(
                script: PostgresSchema.session(timeoutMilliseconds: Int(settings.timeout.wholeMilliseconds)))
            try session.prepareSchema(label: settings.label)
            connection = opened
            epoch += 1
            failures = 0
            nextAttempt = 0
            return opened
        } catch {
            failures += 1
            let pause = min(25 << UInt64(min(failures, 6)), 1000) * UInt64.random(in: 750...1250) / 1000
            nextAttempt = MonotonicClock.now() + pause * 1_000_000
            logger.debug("no connection", metadata: ["engine": "\(settings.label)", "fault": "\(error.fault)"])
            throw error
        }
    }

    private func drop(_ failure: PostgresFailure?) {
        connection = nil
        let fault = failure.map { "\($0.fault)" } ?? "the server has closed it"
        logger.info("connection lost", metadata: ["engine": "\(settings.label)", "fault": "\(fault)"])
    }

    // MARK: Pausing

    private func sleep(milliseconds: UInt64, until deadline: UInt64) {
        sleep(untilMonotonicNanoseconds: min(MonotonicClock.now() + milliseconds * 1_000_000, deadline))
    }

    private func sleep(untilMonotonicNanoseconds moment: UInt64) {
        guard moment > MonotonicClock.now() else { return }
        _ = SocketWait.wait(-1, 0, until: moment)
    }
}
