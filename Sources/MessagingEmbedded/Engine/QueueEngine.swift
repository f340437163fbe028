import BlockingIO
import Logging
import Messaging

/// The door to the engine's thread: calls wait here until it takes them, all that are there into one transaction.
final class QueueEngine: Sendable {
    let settings: EmbeddedSettings
    private let logger: Logger
    private let inbox = Monitor(Inbox())

    init(_ settings: EmbeddedSettings, _ logger: Logger) {
        self.settings = settings
        self.logger = logger
    }

    deinit {
        inbox.withLock { $0.isClosed = true }
        inbox.notifyAll()
    }

    /// Runs something in a transaction.
    /// - Parameters:
    ///   - isDurable: whether the commit must be on the disk
    ///   - sizeBytes: how much it writes
    ///   - body: does it, perhaps several times; throws a ``MessagingFault`` only before it has changed anything
    /// - Returns: what the body returned, after the commit
    /// - Throws: what the body threw, or what kept it from going on
    func call<Value: Sendable>(
        isDurable: Bool, sizeBytes: Int = 0, _ body: @escaping @Sendable (QueueStore) throws -> Value
    ) async throws(MessagingFault) -> Value {
        let deadline = MonotonicClock.now() + settings.timeoutNanoseconds
        let result: Result<Value, MessagingFault> = await withCheckedContinuation { continuation in
            let call = PendingCall(
                deadline: deadline, isDurable: isDurable, sizeBytes: sizeBytes,
                run: { store in
                    let value = try body(store)
                    return { continuation.resume(returning: .success(value)) }
                },
                fail: { continuation.resume(returning: .failure($0)) })
            submit({ $0.calls.append(call) }, call.fail)
        }
        return try result.get()
    }

    /// Takes deliveries, or waits for them.
    /// - Parameters:
    ///   - member: the consumer
    ///   - group: its group
    ///   - count: how many at the most
    ///   - time: for how long to wait
    /// - Returns: none where none came in time, or the task was cancelled
    /// - Throws: what kept it from going on
    func receive(
        _ member: UInt64, of group: ConsumerGroup, atMost count: Int, waiting time: Duration
    ) async throws(MessagingFault) -> [StoredDelivery] {
        let now = MonotonicClock.now()
        let (seconds, attoseconds) = max(time, .zero).components
        let wait = UInt64(min(seconds, 1 << 32)) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000)
        let id = inbox.withLock { inbox in
            defer { inbox.nextID += 1 }
            inbox.receiving[inbox.nextID] = false
            return inbox.nextID
        }
        defer { _ = inbox.withLock { $0.receiving.removeValue(forKey: id) } }
        let result: Result<[StoredDelivery], MessagingFault> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let receiver = Receiver(
                    id: id, member: member, group: group, count: count, until: now + wait,
                    deadline: now + wait + settings.timeoutNanoseconds,
                    resume: { continuation.resume(returning: $0) })
                submit({ $0.add(receiver) }, { receiver.resume(.failure($0)) })
            }
        } onCancel: {
            inbox.withLock { $0.cancel(id) }
            inbox.notifyAll()
        }
        return try result.get()
    }

    /// Ends the thread once it has done what is there; later calls are refused.
    func close() async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            // Both at once: the thread ends as soon as it sees that it is to, and tells those that wait by then.
            let mustWait = inbox.withLock { inbox in
                let wasOpen = inbox.isStarted && !inbox.isClosed
                inbox.isClosed = true
                if wasOpen { inbox.closing.append { continuation.resume() } }
                return wasOpen
            }
            if mustWait { inbox.notifyAll() } else { continuation.resume() }
        }
    }

    private func submit(
        _ add: @Sendable (inout Inbox) -> Void, _ fail: @Sendable (MessagingFault) -> Void
    ) {
        let (isRefused, mustStart) = inbox.withLock { inbox -> (Bool, Bool) in
            if inbox.isClosed { return (true, false) }
            add(&inbox)
            defer { inbox.isStarted = true }
            return (false, !inbox.isStarted)
        }
        if isRefused { return fail(MessagingFault(.closed, "\(settings.label): the broker was closed")) }
        if mustStart { start() } else { inbox.notifyOne() }
    }

    private func start() {
        let inbox = inbox
        let settings = settings
        let logger = logger
        do {
            _ = try WorkerThread.start(name: "queues") { QueueLoop(inbox, settings, logger).run() }
        } catch {
            let fault = MessagingFault(.unavailable, "\(settings.label): the system gave no thread", underlying: error)
            let (calls, receivers) = inbox.withLock { inbox in
                defer {
                    inbox.calls = []
                    inbox.receivers = []
                    inbox.isStarted = false
                }
                return (inbox.calls, inbox.receivers)
            }
            for call in calls { call.fail(fault) }
            for receiver in receivers { receiver.resume(.failure(fault)) }
        }
    }
}
