import CRdkafka
import Logging
import Messaging
import Synchronization

/// What callers do with a member.
extension KafkaMember {
    /// Takes deliveries: see ``MessageConsumer``.
    func receive(atMost count: Int, waiting time: Duration) async throws(MessagingFault) -> [Delivery] {
        let deadline = ContinuousClock.now + time
        await renew()
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

    /// Once a day: commits anew which dead letters are gone.
    private func renew() async {
        let isDue = inside.withLock { inside in
            guard inside.renewal < .now, inside.state.phase == .running else { return false }
            inside.renewal = .now + .seconds(86_400)
            return true
        }
        guard isDue else { return }
        do throws(MessagingFault) {
            try await engine.blocking { [names] (admin) throws(MessagingFault) in try admin.keepDead(names) }
        } catch {
            engine.logger.notice("Kafka position of dead letters not renewed", metadata: ["fault": "\(error)"])
            inside.withLock { $0.renewal = .now + .seconds(3600) }
        }
    }

    /// Takes what is there.
    private func take(_ count: Int) throws(MessagingFault) -> (deliveries: [Delivery], nextDue: Int64?) {
        try inside.withLock { (inside) throws(MessagingFault) in
            if inside.leaveDeadline != nil || inside.state.phase == .left {
                throw MessagingFault(.closed, "The consumer has left \(names.group)")
            }
            guard inside.state.phase == .running, !inside.isMoving else { return ([], nil) }
            let room = min(count, prefetch - inside.state.unsettled)
            var deliveries: [Delivery] = []
            guard room > 0 else { return ([], nil) }
            let now = Self.now()
            takeRecords(retries, room, now, &inside, &deliveries)
            while deliveries.count < room, let arrival = inside.state.popDue(at: now) {
                deliveries.append(inside.state.give(arrival))
            }
            takeRecords(records, room, now, &inside, &deliveries)
            if deliveries.isEmpty, let breakdown = inside.breakdown {
                inside.breakdown = nil
                throw breakdown
            }
            return (deliveries, inside.state.delayed.nextDue)
        }
    }

    private func takeRecords(
        _ queue: KafkaQueue, _ room: Int, _ now: Int64, _ inside: inout Inside, _ deliveries: inout [Delivery]
    ) {
        while deliveries.count < room, let record = unsafe rd_kafka_consume_queue(queue.pointer, 0) {
            defer { unsafe rd_kafka_message_destroy(record) }
            let topic = unsafe KafkaText.of(rd_kafka_topic_name(record.pointee.rkt))
            let partition = KafkaPartition(topic: topic, number: unsafe record.pointee.partition)
            let error = unsafe record.pointee.err
            guard error == RD_KAFKA_RESP_ERR_NO_ERROR else {
                warn("Kafka partition has an error", partition, ["error": "\(KafkaFault.name(error))"])
                if KafkaFault.stopsMembers(error) {
                    inside.breakdown = KafkaFault.of(error, health.label, "receiving from the topic \(topic)")
                }
                continue
            }
            let offset = unsafe record.pointee.offset
            let time = unsafe rd_kafka_message_timestamp(record, nil)
            switch inside.state.arrive(partition, offset, time: time) {
            case nil, .settled: continue
            case .new(skipped: 0): break
            case .new(let skipped): warnOfLoss(partition, below: offset, atMost: skipped)
            case .anew:
                inside.trimming.forget(partition)
                warn("Kafka partition was cut off or made anew: goes on there", partition, ["offset": "\(offset)"])
            }
            let arrival = unsafe KafkaArrival(record, topic: topic, isRetry: topic != names.topic)
            if arrival.due > now { inside.state.delay(arrival) } else { deliveries.append(inside.state.give(arrival)) }
        }
    }

    /// Says how many messages the engine removed before the group had them, if that is why there are offsets without a message.
    private func warnOfLoss(_ partition: KafkaPartition, below offset: Int64, atMost skipped: Int) {
        var (low, high): (Int64, Int64) = (-1, -1)
        // What the client read in the engine's last answer: nobody is asked.
        unsafe rd_kafka_get_watermark_offsets(handle.pointer, partition.topic, partition.number, &low, &high)
        let lost = min(Int64(skipped), low - (offset - Int64(skipped)))
        guard lost > 0 else { return }
        warn("Kafka removed messages before the group had them: retention", partition, ["messages": "\(lost)"])
    }

    private func warn(_ text: StaticString, _ partition: KafkaPartition, _ metadata: Logger.Metadata) {
        let place: Logger.Metadata = [
            "engine": "\(health.label)", "group": "\(names.group)", "topic": "\(partition.topic)",
            "partition": "\(partition.number)",
        ]
        engine.logger.warning("\(text)", metadata: place.merging(metadata) { $1 })
    }

    /// Waits until the group has shared its partitions out for the first time, or says why it does not.
    /// - Parameter deadline: when to go on without it; at once when the task is cancelled
    func waitForAssignment(until deadline: ContinuousClock.Instant) async {
        while true {
            let seen = signal.count
            let isOver = inside.withLock { inside in
                inside.hasBeenAssigned || inside.breakdown != nil || inside.leaveDeadline != nil
                    || inside.state.phase == .left
            }
            guard !isOver, ContinuousClock.now < deadline, !Task.isCancelled else { return }
            await signal.wait(after: seen, until: deadline)
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
