import BlockingIO
import Messaging

extension PostgresConsumer {
    /// What came of a claim.
    struct Claim: Sendable {
        var deliveries: [Delivery]
        /// When something else falls due; `nil` where nothing is known of.
        var next: Duration?
    }

    /// Takes what there is, without waiting for more.
    func claim(_ room: Int) async throws(MessagingFault) -> Claim {
        try checkOpen()
        let claim = try await client.perform(until: client.deadline(), isRepeatable: true) {
            [self] session throws(PostgresFailure) in
            try trim(session)
            do throws(PostgresFailure) {
                return try self.claim(room, session)
            } catch {
                guard error.state == PostgresFailure.State.rejoined else { throw error }
                state.withLock { $0.membership?.epoch = -1 }
                return try self.claim(room, session)
            }
        }
        // Meanwhile it may have left: then all of it went back.
        try checkOpen()
        return claim
    }

    private func claim(_ room: Int, _ session: PostgresSession) throws(PostgresFailure) -> Claim {
        let membership = try membership(session)
        var parameters = StatementParameters()
        parameters.add(membership.group)
        parameters.add(membership.member)
        parameters.add(membership.incarnation)
        parameters.add(Int32(truncatingIfNeeded: room))
        parameters.add(settings.lease.wholeMilliseconds)
        parameters.add(Self.maximumBytes)
        let result = try session.run("SELECT * FROM florin.claim($1, $2, $3, $4, $5, $6)", parameters)
        let lease = result.integer(0, 0)
        let next = result.integer(0, 2)
        let deliveries = (1..<max(1, result.count)).map { delivery(result, $0) }
        let end = MonotonicClock.now() + settings.lease.wholeNanoseconds
        state.withLock { state in
            state.lastLease = max(state.lastLease, lease)
            state.add(deliveries.lazy.map(\.receipt), until: end)
        }
        return Claim(deliveries: deliveries, next: next < 0 ? nil : .milliseconds(next))
    }

    private func delivery(_ result: StatementResult, _ row: Int) -> Delivery {
        let position = result.integer(row, 1)
        let attributes = result.isNull(row, 3) ? nil : result.bytes(row, 3)
        let (message, malformation) = MessageCoding.message(
            attributes, body: result.bytes(row, 4), id: "\(group.topic.name)/\(position)")
        return Delivery(
            message: message,
            receipt: Receipt(
                session: UInt64(bitPattern: result.integer(row, 0)), number: UInt64(bitPattern: position)),
            attempt: Int(result.integer(row, 2)), malformation: malformation)
    }

    /// What the server knows it by; joins, or joins again, where the connection is another one than the last time.
    func membership(_ session: PostgresSession) throws(PostgresFailure) -> ConsumerState.Membership {
        let (known, lastLease) = state.withLock { ($0.membership, $0.lastLease) }
        if let known, known.epoch == session.epoch { return known }
        var parameters = StatementParameters()
        parameters.add(group)
        parameters.add(settings.name.replacing("\u{0}", with: ""))
        parameters.add(known?.member ?? 0)
        parameters.add(lastLease)
        let result = try session.run("SELECT * FROM florin.join_group($1, $2, $3, $4, $5, $6)", parameters)
        let membership = ConsumerState.Membership(
            topic: Int32(truncatingIfNeeded: result.integer(0, 0)),
            group: Int32(truncatingIfNeeded: result.integer(0, 1)), member: result.integer(0, 2),
            incarnation: Int32(truncatingIfNeeded: result.integer(0, 3)), epoch: session.epoch)
        state.withLock { $0.membership = membership }
        return membership
    }

    /// Has messages thrown away that every group is done with, now and then.
    private func trim(_ session: PostgresSession) throws(PostgresFailure) {
        let topic = state.withLock { $0.takeTrim(now: MonotonicClock.now()) ? $0.membership?.topic : nil }
        guard let topic else { return }
        do throws(PostgresFailure) {
            var parameters = StatementParameters()
            parameters.add(topic)
            parameters.add(Int32(20_000))
            _ = try session.run("SELECT florin.trim($1, $2)", parameters)
        } catch {
            // It is tried again later; only a connection that is gone matters now.
            if error.isBroken { throw error }
        }
    }
}
