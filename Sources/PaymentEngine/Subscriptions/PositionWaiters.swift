import PaymentCore
import Synchronization

/// Tasks that wait for positions.
final class PositionWaiters: Sendable {
    private struct State {
        var nextID: UInt64 = 0
        var waiting: [UInt64: (position: Position, continuation: CheckedContinuation<Bool, Never>)] = [:]
        /// Waiters whose time was over before they were known.
        var expired: Set<UInt64> = []
        var isClosed = false
    }

    private let state = Mutex(State())
    /// So that announcing costs nothing while nobody waits.
    private let count = Atomic<Int>(0)

    /// Wakes those whose position is reached.
    func announce(_ position: Position) {
        guard count.load(ordering: .sequentiallyConsistent) > 0 else { return }
        let reached = state.withLock { state in
            let ids = state.waiting.filter { $0.value.position <= position }.keys
            return ids.compactMap { state.waiting.removeValue(forKey: $0)?.continuation }
        }
        count.subtract(reached.count, ordering: .sequentiallyConsistent)
        for continuation in reached { continuation.resume(returning: true) }
    }

    /// Wakes everybody: nothing more will come.
    func close() {
        let waiting = state.withLock { state in
            state.isClosed = true
            defer { state.waiting = [:] }
            return state.waiting.values.map(\.continuation)
        }
        count.subtract(waiting.count, ordering: .sequentiallyConsistent)
        for continuation in waiting { continuation.resume(returning: false) }
    }

    /// Waits.
    /// - Parameters:
    ///   - position: what must be reached
    ///   - timeout: for how long at the most; `nil` for as long as it takes
    ///   - isReached: whether it is reached, asked once this waiter is known
    /// - Returns: whether it was reached
    func wait(for position: Position, timeout: Duration?, isReached: @Sendable () -> Bool) async -> Bool {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        guard let timeout else { return await enter(id, position, isReached) }
        let wasReached = await withTaskGroup(of: Void.self) { group in
            group.addTask {
                guard (try? await Task.sleep(for: timeout)) != nil else { return }
                self.expire(id)
            }
            defer { group.cancelAll() }
            return await enter(id, position, isReached)
        }
        _ = state.withLock { $0.expired.remove(id) }
        return wasReached
    }

    private func enter(_ id: UInt64, _ position: Position, _ isReached: @Sendable () -> Bool) async -> Bool {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let mayWait = state.withLock { state in
                    guard !state.isClosed, state.expired.remove(id) == nil else { return false }
                    state.waiting[id] = (position, continuation)
                    // Counted before anybody can find it.
                    count.add(1, ordering: .sequentiallyConsistent)
                    return true
                }
                guard mayWait else { return continuation.resume(returning: false) }
                // It may have been announced, or the task cancelled, before this waiter was known.
                if isReached() { announce(position) }
                if Task.isCancelled { remove(id) }
            }
        } onCancel: {
            remove(id)
        }
    }

    /// The time is over, perhaps before the waiter is known.
    private func expire(_ id: UInt64) {
        let isKnown = state.withLock { state in
            if state.waiting[id] != nil { return true }
            state.expired.insert(id)
            return false
        }
        if isKnown { remove(id) }
    }

    private func remove(_ id: UInt64) {
        guard let waiter = state.withLock({ $0.waiting.removeValue(forKey: id) }) else { return }
        count.subtract(1, ordering: .sequentiallyConsistent)
        waiter.continuation.resume(returning: false)
    }
}
