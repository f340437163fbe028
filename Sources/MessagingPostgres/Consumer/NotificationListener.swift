import BlockingIO
import Glibc
import Logging
import Messaging

/// Hears of what is published (`LISTEN`), on a connection and a thread of its own, and wakes the consumers that wait for it.
///
/// It is a help, not a promise: notifications are lost with the connection, so consumers look by themselves every second as well. The thread
/// is also their clock.
final class NotificationListener: Sendable {
    private struct State {
        var room = WaitingRoom()
        var isClosed = false
    }

    private let state = Monitor(State())
    private let wake = WakeDescriptor()
    private let thread = Monitor<WorkerThread?>(nil)
    private let settings: PostgresSettings
    private let logger: Logger

    /// Starts to listen.
    /// - Parameters:
    ///   - settings: where to, and who
    ///   - logger: gets what happens to the connection
    /// - Throws: ``MessagingFault`` (`unavailable`) where the system gives no thread
    init(_ settings: PostgresSettings, logger: Logger) throws(MessagingFault) {
        self.settings = settings
        self.logger = logger
        do throws(ThreadFault) {
            let started = try WorkerThread.start(name: "postgres-listen") { [self] in listen() }
            thread.withLock { $0 = started }
        } catch {
            throw MessagingFault(.unavailable, "\(settings.label): no thread for a connection", underlying: error)
        }
    }

    /// What has happened so far: to be asked before looking.
    func marks(topic: Int32, consumer: UInt64) -> WaitingRoom.Marks {
        state.withLock { $0.room.marks(topic: topic, consumer: consumer) }
    }

    /// Waits until something has happened since the marks were taken, the time has come, or the task is cancelled.
    func wait(topic: Int32, consumer: UInt64, since marks: WaitingRoom.Marks, until moment: UInt64) async {
        let ticket = state.withLock { $0.room.ticket() }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let waits = state.withLock { state in
                    guard !state.isClosed, !Task.isCancelled else { return false }
                    return state.room.enter(
                        ticket, topic: topic, consumer: consumer, since: marks, until: moment, continuation)
                }
                if waits { wake.signal() } else { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.room.leave(ticket) }?.resume()
        }
    }

    /// Has a consumer look again.
    func poke(_ consumer: UInt64) {
        for continuation in state.withLock({ $0.room.happened(toConsumer: consumer) }) { continuation.resume() }
    }

    /// Forgets a consumer that has left.
    func forget(_ consumer: UInt64) {
        poke(consumer)
        state.withLock { $0.room.forget(consumer) }
    }

    /// Has the thread end; who waits is woken.
    func stop() {
        state.withLock { $0.isClosed = true }
        wake.signal()
    }

    /// Ends the thread; who waits is woken.
    func close() async {
        stop()
        guard let thread = thread.withLock({ $0.take() }) else { return }
        try? await WorkerThread.run(name: "postgres-close") { thread.join() }
    }

    // MARK: The thread

    private func listen() {
        var line = ListenLine(settings, logger: logger)
        while true {
            let now = MonotonicClock.now()
            let (isClosed, expired, earliest) = state.withLock { state in
                let woken = state.isClosed ? state.room.happenedAnything() : state.room.expire(now)
                return (state.isClosed, woken, state.room.earliest)
            }
            for continuation in expired { continuation.resume() }
            if isClosed { return }
            line.wait(until: min(earliest ?? .max, line.nextMoment), wake)
            switch line.advance() {
            case .nothing: break
            case .topics(let topics):
                for topic in topics {
                    for waiter in state.withLock({ $0.room.happened(inTopic: topic) }) { waiter.resume() }
                }
            case .anything:
                for waiter in state.withLock({ $0.room.happenedAnything() }) { waiter.resume() }
            }
        }
    }
}
