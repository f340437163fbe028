import BlockingIO
import FoundationEssentials
import Messaging

/// A member of a group, on a connection and a thread of its own.
final class RabbitMQConsumer: MessageConsumer {
    let membership: Membership
    private let thread: WorkerThread
    /// Counts what the group is done with.
    private let count: @Sendable (Int) -> Void

    /// Starts the thread, which connects with the first call.
    init(_ membership: Membership, count: @escaping @Sendable (Int) -> Void) throws(MessagingFault) {
        self.membership = membership
        self.count = count
        do throws(ThreadFault) {
            thread = try WorkerThread.start(name: "amqp-consume") {
                var loop = MemberLoop(membership)
                loop.run()
            }
        } catch {
            throw MessagingFault(
                .unavailable, "There is no thread for \(membership.settings.label)", underlying: error)
        }
    }

    deinit {
        membership.state.withLock { $0.isClosed = true }
        membership.wakeup.signal()
    }

    /// Connects and joins.
    func join() async throws(MessagingFault) {
        try await catchUp()
    }

    func receive(atMost count: Int, waiting time: Duration) async throws(MessagingFault) -> [Delivery] {
        let state = membership.state
        let number = state.withLock { $0.newWaiter() }
        let now = MonotonicClock.now()
        let settings = membership.settings
        let end = now + time.nanoseconds
        let result: Result<[Delivery], MessagingFault> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isCancelled = Task.isCancelled
                let result: Result<[Delivery], MessagingFault>? = state.withLock { state in
                    if state.isClosed { return .failure(Self.closed) }
                    let deliveries = state.waiters.isEmpty ? state.take(max(1, count)) : []
                    if !deliveries.isEmpty || isCancelled { return .success(deliveries) }
                    state.waiters.append(
                        MemberState.Waiter(
                            number: number, count: max(1, count), end: end,
                            deadline: now + settings.timeout.nanoseconds,
                            resume: { continuation.resume(returning: $0) }))
                    return nil
                }
                if let result { continuation.resume(returning: result) } else { membership.wakeup.signal() }
            }
        } onCancel: {
            let waiter = state.withLock { state -> MemberState.Waiter? in
                guard let index = state.waiters.firstIndex(where: { $0.number == number }) else { return nil }
                return state.waiters.remove(at: index)
            }
            waiter?.resume(.success([]))
        }
        return try result.get()
    }

    func settle(_ settlements: [Settlement]) async throws(MessagingFault) -> [Receipt] {
        guard !settlements.isEmpty else { return [] }
        let (begun, lost, hasReleased, isClosed) = membership.state.withLock { state in
            var begun: [(Settlement, Lane.Held)] = []
            var (lost, released): ([Receipt], [Receipt]) = ([], [])
            for settlement in settlements {
                if let held = state.beginSettling(settlement.receipt) {
                    if settlement.disposition == .release {
                        released.append(settlement.receipt)
                    } else {
                        begun.append((settlement, held))
                    }
                } else {
                    lost.append(settlement.receipt)
                }
            }
            // At once: nobody gets what is behind them before them.
            state.release(released)
            return (begun, lost, !released.isEmpty, state.isClosed)
        }
        if isClosed { throw Self.closed }
        if hasReleased { membership.wakeup.signal() }
        guard !begun.isEmpty else { return lost }
        do throws(MessagingFault) {
            try await republish(begun)
            let late = try await acknowledge(begun.map(\.0.receipt))
            let gone = Set(late)
            count(begun.count { $0.0.disposition == .ack && !gone.contains($0.0.receipt) })
            return lost + late
        } catch {
            membership.state.withLock { state in
                for (settlement, _) in begun {
                    state.lanes[settlement.receipt.session]?.mark(settlement.receipt.number, isSettling: false)
                }
            }
            throw error
        }
    }

    func renew(_ receipts: [Receipt]) async throws(MessagingFault) -> [Receipt] {
        try membership.state.withLock { state throws(MessagingFault) in
            if state.isClosed { throw Self.closed }
            return receipts.filter { !state.has($0) }
        }
    }

    func leave() async {
        membership.state.withLock { $0.isClosed = true }
        membership.wakeup.signal()
        let thread = thread
        try? await WorkerThread.run(name: "amqp-leave") { thread.join() }
    }

    /// Waits until everything is here that the engine had sent before.
    func catchUp() async throws(MessagingFault) {
        let deadline = membership.settings.deadline()
        let result: Result<Void, MessagingFault> = await withCheckedContinuation { continuation in
            let isOpen = membership.send(.catchUp(deadline: deadline) { continuation.resume(returning: $0) })
            if !isOpen { continuation.resume(returning: .failure(Self.closed)) }
        }
        try result.get()
    }

    /// Throws away what nobody has asked for.
    func dropBuffers() async -> Int {
        await withCheckedContinuation { continuation in
            if !membership.send(.dropBuffers { continuation.resume(returning: $0) }) {
                continuation.resume(returning: 0)
            }
        }
    }

    private static var closed: MessagingFault { MessagingFault(.closed, "The consumer has left its group") }

    /// Publishes what is retried or given up; only then it is acknowledged.
    private func republish(_ settlements: [(Settlement, Lane.Held)]) async throws(MessagingFault) {
        let group = membership.group
        let now = MessageTime.milliseconds(Date())
        let outgoing = settlements.compactMap { settlement, held -> Outgoing? in
            let attempt = settlement.attempt ?? held.attempt
            switch settlement.disposition {
            case .ack, .release: return nil
            case .retry(let delay):
                let milliseconds = Int64(clamping: (delay.nanoseconds + 999_999) / 1_000_000)
                let lane = membership.state.withLock { $0.lanes[settlement.receipt.session]?.index } ?? 0
                return Outgoing(
                    exchange: "", routingKey: membership.stop(before: milliseconds, lane: lane),
                    message: held.raw.retried(attempts: attempt, due: now + milliseconds), isShortened: true)
            case .deadLetter(let reason):
                return Outgoing(
                    exchange: "", routingKey: membership.place.dead(of: group),
                    message: held.raw.given(up: reason, by: group, attempts: attempt), isShortened: true)
            }
        }
        try await membership.publisher.publish(outgoing.count) { outgoing[$0] }
    }

    private func acknowledge(_ receipts: [Receipt]) async throws(MessagingFault) -> [Receipt] {
        let deadline = membership.settings.deadline()
        let result: Result<[Receipt], MessagingFault> = await withCheckedContinuation { continuation in
            let isOpen = membership.send(
                .acknowledge(receipts, deadline: deadline) { continuation.resume(returning: $0) })
            if !isOpen { continuation.resume(returning: .failure(Self.closed)) }
        }
        return try result.get()
    }
}

extension Membership {
    /// The queue in which a message waits next: the longest step of its delay, or its lane where that is near.
    func stop(before milliseconds: Int64, lane: Int) -> String {
        DelayRung.fitting(milliseconds).map { place.rung($0, of: group) } ?? place.lane(lane, of: group)
    }
}
