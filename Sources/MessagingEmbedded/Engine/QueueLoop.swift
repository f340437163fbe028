import BlockingIO
import GRDB
import Logging
import Messaging

/// The work of the engine's thread: the only one that touches the file.
///
/// It holds no lock of the file while it waits.
final class QueueLoop {
    let inbox: Monitor<Inbox>
    let settings: EmbeddedSettings
    let logger: Logger
    let members = MemberTable()
    var calls: [PendingCall] = []
    var receivers: [Receiver] = []
    private var closing: [@Sendable () -> Void] = []
    private var isClosed = false
    private var nextPoll = UInt64.max
    /// When the file is opened again at the earliest, after it could not be.
    private var nextOpening: UInt64 = 0

    init(_ inbox: Monitor<Inbox>, _ settings: EmbeddedSettings, _ logger: Logger) {
        self.inbox = inbox
        self.settings = settings
        self.logger = logger
    }

    func run() {
        while !isDone {
            takeInput(until: calls.isEmpty && receivers.isEmpty ? nil : nextOpening)
            guard !calls.isEmpty || !receivers.isEmpty else { continue }
            if MonotonicClock.now() < nextOpening { continue }
            do {
                try QueueFile.open(settings, members) { store in
                    while !isDone { try turn(store) }
                    leaveAll(store)
                }
            } catch {
                failed(error)
            }
        }
        for tell in closing { tell() }
    }

    private var isDone: Bool { isClosed && calls.isEmpty && receivers.isEmpty }

    /// One round: what was put in, what time has brought, and a transaction where there is something to do.
    private func turn(_ store: QueueStore) throws {
        let isBusy = !calls.isEmpty || receivers.contains { $0.isRunnable } || store.hasMoreToTrim
        takeInput(until: isBusy ? 0 : nextWake)
        let now = MonotonicClock.now()
        endReceivers(now)
        if now >= nextPoll, !receivers.isEmpty {
            nextPoll = now + EmbeddedSettings.pollMilliseconds * 1_000_000
            if try store.peekForeignChanges() {
                for index in receivers.indices { receivers[index].isRunnable = true }
            }
        }
        for index in receivers.indices where receivers[index].nextLook <= now { receivers[index].isRunnable = true }
        if !calls.isEmpty || receivers.contains(where: { $0.isRunnable }) || store.hasMoreToTrim {
            try transact(store)
        }
    }

    private var nextWake: UInt64? {
        guard !receivers.isEmpty else { return nil }
        return receivers.reduce(nextPoll) { min($0, $1.until, $1.nextLook) }
    }

    /// Waits for input until a time, and takes it; nil waits without an end.
    private func takeInput(until: UInt64?) {
        let input = inbox.wait(untilMonotonicNanoseconds: until) { inbox -> Inbox? in
            guard !inbox.isEmpty || inbox.isClosed else { return nil }
            let taken = inbox
            inbox.calls = []
            inbox.receivers = []
            inbox.cancelled = []
            inbox.closing = []
            return taken
        }
        guard let input else { return }
        if receivers.isEmpty { nextPoll = MonotonicClock.now() + EmbeddedSettings.pollMilliseconds * 1_000_000 }
        calls += input.calls
        receivers += input.receivers
        closing += input.closing
        for id in input.cancelled { end(id) }
        if input.isClosed, !isClosed {
            isClosed = true
            for receiver in receivers {
                receiver.resume(.failure(MessagingFault(.closed, "\(settings.label): the broker was closed")))
            }
            receivers = []
        }
    }

    private func end(_ id: UInt64) {
        guard let index = receivers.firstIndex(where: { $0.id == id }) else { return }
        receivers.remove(at: index).resume(.success([]))
    }

    /// Ends receivers that have waited long enough; those that were not served yet get one look first.
    private func endReceivers(_ now: UInt64) {
        receivers.removeAll { receiver in
            guard receiver.until <= now, !receiver.isRunnable else { return false }
            receiver.resume(.success([]))
            return true
        }
    }

    /// Gives back what the consumers of this process have; what cannot be given back comes again when its lease has ended.
    private func leaveAll(_ store: QueueStore) {
        let deadline = MonotonicClock.now() + settings.timeoutNanoseconds
        while !members.all.isEmpty, MonotonicClock.now() < deadline {
            do {
                try store.begin(isDurable: false)
                for member in members.all { try store.leave(member) }
                try store.commit()
            } catch {
                store.rollback()
                guard sqlFault(error)?.isBusy ?? false else { return }
            }
        }
    }

    /// Tells callers that the file cannot be used, and gives it time.
    private func failed(_ error: any Error) {
        let now = MonotonicClock.now()
        let fault = self.fault(error)
        let isBusy = sqlFault(error)?.isBusy ?? false
        if !isBusy {
            logger.warning(
                "The file of the embedded queues cannot be used; the next call opens it again",
                metadata: ["file": "\(settings.path)", "fault": "\(fault)"])
        }
        calls.removeAll { call in
            guard !isBusy || call.deadline <= now else { return false }
            call.fail(fault)
            return true
        }
        receivers.removeAll { receiver in
            guard !isBusy || receiver.deadline <= now else { return false }
            receiver.resume(.failure(fault))
            return true
        }
        nextOpening = isBusy ? now + 10_000_000 : 0
    }

    /// The fault for callers.
    func fault(_ error: any Error) -> MessagingFault {
        switch error {
        case let fault as MessagingFault: fault
        case let fault as SQLFault: fault.fault(settings.label)
        case let error as DatabaseError: SQLFault(error).fault(settings.label)
        default: MessagingFault(.unavailable, "\(settings.label): the database library gives up", underlying: error)
        }
    }
}
