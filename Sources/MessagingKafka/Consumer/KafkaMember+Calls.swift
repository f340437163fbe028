import CRdkafka
import Logging
import Messaging
import Synchronization

/// What callers do with a member.
extension KafkaMember {
    /// Takes deliveries: see ``MessageConsumer``.
    func receive(atMost count: Int, waiting time: Duration) async throws(MessagingFault) -> [Delivery] {
        let deadline = ContinuousClock.now + time
        while true {
            let seen = signal.count
            let (deliveries, nextDue) = try take(count)
            if !deliveries.isEmpty {
                // Others that wait may find the rest; nothing tells them of a queue that was not empty before.
                signal.fire()
                wakeForPauses()
                return deliveries
            }
            guard ContinuousClock.now < deadline, !Task.isCancelled else { return [] }
            var instant = deadline
            if let nextDue {
                instant = min(instant, .now + .milliseconds(max(1, nextDue - Self.now())))
            }
            await signal.wait(after: seen, until: instant)
        }
    }

    /// Takes what is there.
    private func take(_ count: Int) throws(MessagingFault) -> (deliveries: [Delivery], nextDue: Int64?) {
        try inside.withLock { (inside) throws(MessagingFault) in
            if inside.leaveDeadline != nil || inside.state.phase == .left {
                throw MessagingFault(.closed, "The consumer has left \(names.group)")
            }
            guard inside.state.phase == .running, !inside.isRewinding else { return ([], nil) }
            let room = min(count, prefetch - inside.state.unsettled)
            var deliveries: [Delivery] = []
            guard room > 0 else { return ([], nil) }
            let now = Self.now()
            takeRecords(retries, room, now, &inside.state, &deliveries)
            while deliveries.count < room, let arrival = inside.state.popDue(at: now) {
                deliveries.append(inside.state.give(arrival))
            }
            takeRecords(records, room, now, &inside.state, &deliveries)
            if deliveries.isEmpty, let breakdown = inside.breakdown {
                inside.breakdown = nil
                throw breakdown
            }
            return (deliveries, inside.state.delayed.nextDue)
        }
    }

    private func takeRecords(
        _ queue: KafkaQueue, _ room: Int, _ now: Int64, _ state: inout MemberState, _ deliveries: inout [Delivery]
    ) {
        while deliveries.count < room, let record = unsafe rd_kafka_consume_queue(queue.pointer, 0) {
            defer { unsafe rd_kafka_message_destroy(record) }
            let topic = unsafe KafkaText.of(rd_kafka_topic_name(record.pointee.rkt))
            let partition = KafkaPartition(topic: topic, number: unsafe record.pointee.partition)
            let error = unsafe record.pointee.err
            guard error == RD_KAFKA_RESP_ERR_NO_ERROR else {
                engine.logger.warning(
                    "Kafka partition has an error",
                    metadata: [
                        "engine": "\(health.label)", "topic": "\(topic)", "partition": "\(partition.number)",
                        "error": "\(KafkaFault.name(error))",
                    ])
                continue
            }
            guard unsafe state.arrive(partition, record.pointee.offset) else { continue }
            let arrival = unsafe KafkaArrival(record, topic: topic, isRetry: topic != names.topic)
            if arrival.due > now { state.delay(arrival) } else { deliveries.append(state.give(arrival)) }
        }
    }

    /// The thread pauses and resumes retry topics, if it has to.
    private func wakeForPauses() {
        let mustLook = inside.withLock { inside in
            inside.state.ledgers.keys.contains {
                inside.state.paused.contains($0)
                    ? inside.state.delayed.isHalfEmpty($0) : inside.state.delayed.isFull($0)
            }
        }
        if mustLook { wake() }
    }

    /// Settles deliveries: see ``MessageConsumer``.
    func settle(_ settlements: [Settlement]) async throws(MessagingFault) -> [Receipt] {
        let deadline = ContinuousClock.now + engine.settings.timeout
        var lost: [Receipt] = []
        var going: [(settlement: Settlement, held: KafkaHeld)] = []
        inside.withLock { inside in
            for settlement in settlements {
                if let held = inside.state.beginSettling(settlement.receipt) {
                    if held.phase != .settling { going.append((settlement, held)) }
                } else {
                    lost.append(settlement.receipt)
                }
            }
        }
        do {
            try await moveOn(going)
        } catch {
            inside.withLock { inside in
                for (settlement, _) in going { inside.state.cancelSettling(settlement.receipt) }
            }
            throw error
        }
        inside.withLock { inside in
            for (settlement, _) in going where !inside.state.settle(settlement.receipt) {
                lost.append(settlement.receipt)
            }
        }
        signal.fire()
        guard !going.isEmpty else { return lost }
        switch await commit(until: deadline) {
        case .done:
            inside.withLock { inside in
                for (settlement, _) in going { inside.state.forget(settlement.receipt) }
            }
            return lost
        case .lost:
            return settlements.map(\.receipt)
        case .failed(let fault):
            throw fault
        }
    }

    /// Sends what is not simply done to where it goes on.
    private func moveOn(_ going: [(settlement: Settlement, held: KafkaHeld)]) async throws(MessagingFault) {
        let now = Self.now()
        var records: [String: [KafkaRecord]] = [:]
        for (settlement, held) in going where held.phase == .given {
            let attempt = max(1, settlement.attempt ?? held.attempt)
            switch settlement.disposition {
            case .ack: break
            case .retry(let delay):
                records[names.retry(after: delay), default: []].append(
                    KafkaRecord(held.message, attempts: attempt, due: now + max(0, delay.milliseconds)))
            case .release:
                records[names.retry(after: .zero), default: []].append(
                    KafkaRecord(held.message, attempts: attempt - 1, due: now))
            case .deadLetter(let reason):
                records[names.dead, default: []].append(
                    KafkaRecord(held.message, attempts: attempt, reason: reason, time: now))
            }
        }
        for topic in records.keys.sorted() { try await engine.send(records[topic] ?? [], to: topic) }
    }

    /// Commits what is settled.
    /// - Parameter deadline: when to give up
    /// - Returns: what became of it
    func commit(until deadline: ContinuousClock.Instant) async -> CommitTurns.Outcome {
        let outcome = await withCheckedContinuation { continuation in
            let idle = inside.withLock { inside in
                inside.turns.wait(until: deadline, continuation)
                return beginCommit(&inside)
            }
            for waiter in idle { waiter.resume(returning: .done) }
        }
        if inside.withLock({ $0.state.phase != .running }) { wake() }
        return outcome
    }

    /// Whether it is a member no more.
    var hasLeft: Bool { inside.withLock { $0.state.phase == .left } }

    /// Says which leases are lost.
    func lost(_ receipts: [Receipt]) -> [Receipt] {
        inside.withLock { inside in receipts.filter { !inside.state.hasLease($0) } }
    }

    /// Leaves the group, and returns when that is done or cannot be.
    func leave() async {
        await withCheckedContinuation { continuation in
            let isOver = inside.withLock { inside in
                if inside.state.phase == .left { return true }
                inside.state.phase = .leaving
                inside.leaveDeadline = inside.leaveDeadline ?? .now + engine.settings.timeout
                inside.leavers.append(continuation)
                return false
            }
            if isOver { continuation.resume() }
            signal.fire()
            wake()
        }
        KafkaMembers.remove(self)
    }
}
