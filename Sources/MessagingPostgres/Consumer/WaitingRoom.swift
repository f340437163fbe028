import BlockingIO

/// Consumers that wait for something to happen: pure, the ``NotificationListener`` keeps it under its lock.
struct WaitingRoom {
    /// How often something has happened so far; who has seen an older count does not wait.
    struct Marks: Sendable, Equatable {
        var topic: UInt64
        var consumer: UInt64
    }

    private struct Waiter {
        var topic: Int32
        var consumer: UInt64
        var until: UInt64
        var continuation: CheckedContinuation<Void, Never>
    }

    private var topics: [Int32: UInt64] = [:]
    private var consumers: [UInt64: UInt64] = [:]
    private var waiters: [UInt64: Waiter] = [:]
    private var lastWaiter: UInt64 = 0

    /// When the first of them wants to be woken, in nanoseconds of `MonotonicClock`.
    var earliest: UInt64? { waiters.values.lazy.map(\.until).min() }

    func marks(topic: Int32, consumer: UInt64) -> Marks {
        Marks(topic: topics[topic] ?? 0, consumer: consumers[consumer] ?? 0)
    }

    mutating func ticket() -> UInt64 {
        lastWaiter += 1
        return lastWaiter
    }

    /// Takes a waiter in, unless something has happened since it looked.
    /// - Returns: whether it waits
    mutating func enter(
        _ ticket: UInt64, topic: Int32, consumer: UInt64, since marks: Marks, until: UInt64,
        _ continuation: CheckedContinuation<Void, Never>
    ) -> Bool {
        guard self.marks(topic: topic, consumer: consumer) == marks else { return false }
        waiters[ticket] = Waiter(topic: topic, consumer: consumer, until: until, continuation: continuation)
        return true
    }

    /// Lets a waiter go.
    mutating func leave(_ ticket: UInt64) -> CheckedContinuation<Void, Never>? {
        waiters.removeValue(forKey: ticket)?.continuation
    }

    /// Something was published to a topic, or became ready in it.
    mutating func happened(inTopic topic: Int32) -> [CheckedContinuation<Void, Never>] {
        topics[topic, default: 0] += 1
        return take { $0.topic == topic }
    }

    /// A consumer has room again, or leaves.
    mutating func happened(toConsumer consumer: UInt64) -> [CheckedContinuation<Void, Never>] {
        consumers[consumer, default: 0] += 1
        return take { $0.consumer == consumer }
    }

    /// Nobody knows what has happened: all look again.
    mutating func happenedAnything() -> [CheckedContinuation<Void, Never>] {
        for topic in topics.keys { topics[topic, default: 0] += 1 }
        return take { _ in true }
    }

    /// Time has passed.
    mutating func expire(_ now: UInt64) -> [CheckedContinuation<Void, Never>] {
        take { $0.until <= now }
    }

    /// A consumer is gone.
    mutating func forget(_ consumer: UInt64) {
        consumers[consumer] = nil
    }

    private mutating func take(where isMeant: (Waiter) -> Bool) -> [CheckedContinuation<Void, Never>] {
        let tickets = waiters.filter { isMeant($0.value) }.map(\.key)
        return tickets.compactMap { leave($0) }
    }
}
