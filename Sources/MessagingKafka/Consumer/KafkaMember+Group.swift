import CRdkafka
import Messaging
import Synchronization

/// What the member's thread does.
extension KafkaMember {
    /// For how long the handlers may finish what they have before the partitions are shared out anew.
    static let drain = Duration.seconds(5)

    func serve(_ event: OpaquePointer) {
        switch unsafe rd_kafka_event_type(event) {
        case RD_KAFKA_EVENT_REBALANCE: unsafe rebalance(event)
        case RD_KAFKA_EVENT_OFFSET_COMMIT: unsafe committed(event)
        case RD_KAFKA_EVENT_DELETERECORDS_RESULT: unsafe trimmed(event)
        default:
            guard let error = unsafe health.take(event) else { return }
            if error == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN || health.denial != nil {
                inside.withLock { $0.breakdown = health.fault("receiving from \(names.group)") }
                beginAnew()
            } else if KafkaFault.stopsMembers(error) {
                let text = unsafe KafkaText.of(rd_kafka_event_error_string(event))
                let fault = KafkaFault.of(error, health.label, "receiving from \(names.group)", text)
                inside.withLock { $0.breakdown = fault }
            } else {
                return
            }
            signal.fire()
        }
    }

    private func rebalance(_ event: OpaquePointer) {
        guard unsafe rd_kafka_event_error(event) == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS,
            let list = unsafe rd_kafka_event_topic_partition_list(event)
        else {
            let mustGo = unsafe rd_kafka_assignment_lost(handle.pointer) != 0
            let isOver = inside.withLock { inside in
                if inside.state.phase == .running, !mustGo, inside.state.unsettled > 0 || inside.turns.hasWaiters {
                    inside.state.phase = .draining(until: .now + Self.drain)
                    return false
                }
                return true
            }
            if isOver { revoke() }
            return
        }
        assign(unsafe KafkaPartitionList.entries(list).map(\.partition))
    }

    /// Takes partitions over, from where the group is in them.
    private func assign(_ partitions: [KafkaPartition]) {
        let asked = KafkaPartitionList(partitions)
        var positions: [KafkaPartition: KafkaPosition?] = [:]
        for partition in partitions { positions[partition] = .some(nil) }
        let timeout = Int32(clamping: min(engine.settings.timeout.milliseconds, 5000))
        let error = unsafe rd_kafka_committed(handle.pointer, asked.pointer, timeout)
        if error == RD_KAFKA_RESP_ERR_NO_ERROR {
            health.recover()
            for entry in asked.entries {
                guard let position = entry.position else { continue }
                positions[entry.partition] = KafkaMarks.completed(position, entry, of: names.id, in: health.label)
            }
        }
        let wanted = KafkaPartitionList(capacity: partitions.count)
        for partition in partitions {
            // Where nobody could be asked the client asks later, by itself.
            let unknown = error == RD_KAFKA_RESP_ERR_NO_ERROR ? RD_KAFKA_OFFSET_BEGINNING : RD_KAFKA_OFFSET_STORED
            wanted.add(partition, offset: (positions[partition] ?? nil)?.next ?? Int64(unknown))
            guard let own = unsafe rd_kafka_queue_get_partition(handle.pointer, partition.topic, partition.number)
            else {
                continue
            }
            unsafe rd_kafka_queue_forward(own, (partition.topic == names.topic ? records : retries).pointer)
            unsafe rd_kafka_queue_destroy(own)
        }
        var resumed: [KafkaPartition] = []
        let isLeaving = inside.withLock { inside in
            guard inside.state.phase == .running else { return true }
            for queue in [records, retries] {
                while let old = unsafe rd_kafka_consume_queue(queue.pointer, 0) { unsafe rd_kafka_message_destroy(old) }
            }
            resumed = inside.state.assign(positions)
            inside.trimming.assign(own(positions.compactMapValues { $0 }))
            inside.breakdown = nil
            inside.hasBeenAssigned = true
            return false
        }
        resume(resumed)
        unsafe rd_kafka_assign(handle.pointer, isLeaving ? nil : wanted.pointer)
        signal.fire()
    }

    /// The engine went away: what was given out is lost, and comes again once the engine is back.
    ///
    /// The engine may keep the member in the group over a short absence; callers are told that it is gone all the same, and do not settle.
    private func beginAnew() {
        let positions = inside.withLock { inside in
            guard inside.state.phase == .running else { return [KafkaPartition: KafkaPosition]() }
            // Until the client is back at these offsets, what it fetched ahead must not be taken for what comes next.
            inside.isMoving = true
            return inside.state.ledgers.compactMapValues(\.known)
        }
        let wanted = KafkaPartitionList(capacity: positions.count)
        for (partition, position) in positions { wanted.add(partition, offset: position.next) }
        var isBack = !positions.isEmpty
        if isBack, let error = unsafe rd_kafka_seek_partitions(handle.pointer, wanted.pointer, 2000) {
            unsafe rd_kafka_error_destroy(error)
            isBack = false
        }
        isBack = isBack && wanted.entries.allSatisfy { $0.error == RD_KAFKA_RESP_ERR_NO_ERROR }
        let (waiters, resumed) = inside.withLock { inside in
            inside.isMoving = false
            guard isBack, inside.state.phase == .running else {
                return ([CheckedContinuation<CommitTurns.Outcome, Never>](), [KafkaPartition]())
            }
            var known: [KafkaPartition: KafkaPosition?] = [:]
            for (partition, ledger) in inside.state.ledgers {
                // Where the client was sent, and not what was settled since: that is lost, and comes again.
                known[partition] = .some(positions[partition] ?? ledger.known)
            }
            return (inside.turns.skip(), inside.state.assign(known))
        }
        resume(resumed)
        for waiter in waiters { waiter.resume(returning: .lost) }
    }

    /// Has the client fetch from partitions again that it was told to pause.
    ///
    /// Only from those: one that was not paused would be fetched anew from where it was assigned, and come twice.
    func resume(_ partitions: [KafkaPartition]) {
        guard !partitions.isEmpty else { return }
        unsafe KafkaPartitionList(partitions).with { _ = unsafe rd_kafka_resume_partitions(handle.pointer, $0) }
    }

    /// Gives the partitions back: what was given out is lost.
    private func revoke() {
        let (waiters, paused) = inside.withLock { inside in
            let paused = inside.state.revoke()
            if case .draining = inside.state.phase { inside.state.phase = .running }
            return (inside.turns.skip(), paused)
        }
        for waiter in waiters { waiter.resume(returning: .lost) }
        unsafe rd_kafka_assign(handle.pointer, nil)
        resume(paused)
        signal.fire()
    }

    private func committed(_ event: OpaquePointer) {
        var error = unsafe rd_kafka_event_error(event)
        if error == RD_KAFKA_RESP_ERR_NO_ERROR, let list = unsafe rd_kafka_event_topic_partition_list(event) {
            let entries = unsafe KafkaPartitionList.entries(list)
            error = entries.first { $0.error != RD_KAFKA_RESP_ERR_NO_ERROR }?.error ?? error
        }
        let outcome: CommitTurns.Outcome =
            switch error {
            case RD_KAFKA_RESP_ERR_NO_ERROR: .done
            case RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION, RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID,
                RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS, RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID,
                RD_KAFKA_RESP_ERR__ASSIGNMENT_LOST:
                .lost
            default: .failed(health.fault(error, "committing for \(names.group)"))
            }
        let (ended, next) = inside.withLock { inside in
            let positions = inside.turns.underWay ?? [:]
            if case .done = outcome {
                for (partition, position) in positions {
                    KafkaMarks.remember(position, of: names.id, partition, in: health.label)
                }
                // One that began anew since is behind what was committed, which says nothing about what is there now.
                for (partition, next) in own(positions)
                where next <= inside.state.ledgers[partition]?.position.next ?? 0 {
                    inside.trimming.commit(partition, next)
                }
                health.recover()
            } else {
                inside.state.commitFailed(positions.keys)
            }
            return (inside.turns.end(), inside.turns.hasWaiters ? beginCommit(&inside) : [])
        }
        for waiter in ended { waiter.resume(returning: outcome) }
        for waiter in next { waiter.resume(returning: .done) }
    }

    /// Commits what is settled, unless a commit is under way.
    /// - Returns: those whom there is nothing to wait for
    func beginCommit(_ inside: inout Inside) -> [CheckedContinuation<CommitTurns.Outcome, Never>] {
        guard inside.turns.underWay == nil else { return [] }
        let positions = inside.state.takeCommits()
        guard !positions.isEmpty else { return inside.turns.skip() }
        let list = KafkaPartitionList(capacity: positions.count)
        for (partition, position) in positions { list.add(partition, offset: position.next, text: position.text) }
        inside.turns.begin(positions)
        unsafe rd_kafka_commit_queue(handle.pointer, list.pointer, queue.pointer, nil, nil)
        return []
    }

    /// Looks at what is due to happen.
    /// - Returns: whether the thread goes on
    func look() -> Bool {
        let now = ContinuousClock.now
        let (late, isDrained, pauses) = inside.withLock { inside in
            var isDrained = false
            if case .draining(let deadline) = inside.state.phase {
                isDrained = deadline < now || (inside.state.unsettled == 0 && !inside.turns.hasWaiters)
            }
            return (inside.turns.expire(now), isDrained, inside.state.takePauses())
        }
        for waiter in late {
            waiter.resume(
                returning: .failed(health.fault(RD_KAFKA_RESP_ERR__TIMED_OUT, "committing for \(names.group)")))
        }
        if !pauses.pause.isEmpty {
            unsafe KafkaPartitionList(pauses.pause).with { _ = unsafe rd_kafka_pause_partitions(handle.pointer, $0) }
        }
        resume(pauses.resume)
        if isDrained { revoke() }
        trim(now)
        return lookAtLeaving(now)
    }
}
