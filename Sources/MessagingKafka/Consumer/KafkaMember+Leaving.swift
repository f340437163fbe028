import CRdkafka
import Messaging
import Synchronization

/// How a member ends.
extension KafkaMember {
    /// Goes on with leaving, if it is to leave.
    /// - Returns: whether the thread goes on
    func lookAtLeaving(_ now: ContinuousClock.Instant) -> Bool {
        let (deadline, mustClose) = inside.withLock { inside in
            guard let deadline = inside.leaveDeadline else {
                return (ContinuousClock.Instant?.none, false)
            }
            let mustClose = !inside.isClosing && (!inside.turns.hasWaiters || deadline < now)
            if mustClose { inside.isClosing = true }
            return (deadline, mustClose)
        }
        guard let deadline else { return true }
        if mustClose {
            revokeForLeaving()
            trim(now, isLast: true)
            if let error = unsafe rd_kafka_consumer_close_queue(handle.pointer, queue.pointer) {
                unsafe rd_kafka_error_destroy(error)
            }
        }
        let (isClosing, isTrimming) = inside.withLock { ($0.isClosing, $0.trimming.isUnderWay) }
        let isClosed = unsafe rd_kafka_consumer_closed(handle.pointer) != 0 && !isTrimming
        guard isClosing, isClosed || deadline < now else { return true }
        let leavers = inside.withLock { inside in
            inside.state.phase = .left
            defer { inside.leavers = [] }
            return inside.leavers
        }
        for leaver in leavers { leaver.resume() }
        return false
    }

    private func revokeForLeaving() {
        let waiters = inside.withLock { inside in
            _ = inside.state.revoke()
            return inside.turns.skip()
        }
        for waiter in waiters { waiter.resume(returning: .lost) }
    }
}
