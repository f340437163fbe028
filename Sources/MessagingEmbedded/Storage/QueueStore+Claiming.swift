import Messaging

extension QueueStore {
    /// How many deliveries of a group are held back behind their keys at the most; a claim that would need more ends there.
    ///
    /// As many as a queue of commands takes before it refuses more: beyond it, a key that is blocked blocks the others too.
    static let maximumHeld: Int64 = 1 << 20
    /// How many messages one claim looks at, so that no transaction gets long.
    static let maximumScan = 4096
    /// How many bytes one claim takes, beyond the first message.
    static let maximumClaimBytes = 8 << 20

    /// Takes deliveries for a member.
    /// - Returns: what it got, and whether another claim may get more at once
    func claim(for member: Member, atMost count: Int) throws -> (deliveries: [StoredDelivery], mayHaveMore: Bool) {
        let (group, topic) = try state(member.group)
        var claim = Claim(
            member: member.stored, deadline: now + member.leaseMilliseconds, limit: min(count, member.room))
        guard claim.limit > 0 else { return ([], false) }
        try returnOverdue(group)
        try takeReady(group, topic, &claim)
        let mayHaveMore = try takeNew(group, topic, &claim)
        for delivery in claim.deliveries {
            changes.append(.granted(member.token, receipt: delivery.receiptNumber, key: delivery.key))
        }
        member.difference += claim.deliveries.count
        return (claim.deliveries, mayHaveMore)
    }

    /// The time from which on a group has to be looked at again.
    func nextDue(_ group: ConsumerGroup) throws -> Int64? {
        let (state, _) = try state(group)
        let flight = state.flights.earliestDue == .max ? nil : state.flights.earliestDue
        guard state.waiting > 0, let delayed = try state.statements.nextDue.number() else { return flight }
        return min(delayed, flight ?? .max)
    }

    private func takeReady(_ group: GroupState, _ topic: TopicState, _ claim: inout Claim) throws {
        guard group.waiting > 0 else { return }
        let ready = group.statements.ready
        ready.bind(Int64(claim.limit))
        var rows: [(position: Int64, key: Int64?, attempts: Int64)] = []
        while try ready.step() { rows.append((ready.integer(0), ready.optional(1), ready.integer(2))) }
        ready.reset()
        for row in rows where !claim.isFull {
            try take(row.position, row.key, row.attempts, group, topic, &claim)
            guard let key = row.key, !claim.isFull else { continue }
            let heldOfKey = group.statements.heldOfKey
            heldOfKey.bind(key).bind(Int64(claim.limit - claim.deliveries.count))
            var held: [(position: Int64, attempts: Int64)] = []
            while try heldOfKey.step(), heldOfKey.integer(2) <= now {
                held.append((heldOfKey.integer(0), heldOfKey.integer(1)))
            }
            heldOfKey.reset()
            for row in held where !claim.isFull {
                try take(row.position, key, row.attempts, group, topic, &claim)
                group.held -= 1
            }
        }
    }

    private func take(
        _ position: Int64, _ key: Int64?, _ attempts: Int64, _ group: GroupState, _ topic: TopicState,
        _ claim: inout Claim
    ) throws {
        try group.statements.removeWaiting.bind(position).run()
        group.waiting -= 1
        group.isDirty = true
        try takeOff(position, key, attempts + 1, group, claim)
        let one = topic.statements.one
        one.bind(position)
        defer { one.reset() }
        // A message that is missing is delivered all the same, as one that cannot be read.
        let isThere = try one.step()
        claim.append(
            StoredDelivery(
                position: position, attempts: attempts + 1, key: key, attributes: isThere ? one.bytes(0) : [],
                body: isThere ? one.bytes(1) : []))
    }

    /// Puts a delivery into the hands of a member.
    private func takeOff(
        _ position: Int64, _ key: Int64?, _ attempts: Int64, _ group: GroupState, _ claim: Claim
    ) throws {
        let insert = group.statements.insertFlight.bind(position).bind(claim.member).bind(claim.deadline)
        try insert.bind(optional: key).bind(attempts).run()
        let flight = Flight(member: claim.member, due: claim.deadline, key: key, attempts: attempts)
        group.flights.insert(flight, at: position)
    }

    /// Takes messages behind the cursor; those whose key somebody else has are held back.
    /// - Returns: whether it ended before the end of the log, for another reason than that the claim is full
    private func takeNew(_ group: GroupState, _ topic: TopicState, _ claim: inout Claim) throws -> Bool {
        guard !claim.isFull, group.cursor < topic.head else { return false }
        let after = topic.statements.after
        after.bind(group.cursor)
        defer { after.reset() }
        var scanned = 0
        group.isDirty = true
        while !claim.isFull {
            guard try after.step() else {
                group.cursor = topic.head
                return false
            }
            guard scanned < Self.maximumScan else { return true }
            scanned += 1
            let position = after.integer(0)
            let key = after.optional(1)
            if try key.map({ try isFree($0, group, claim.member) }) ?? true {
                try takeOff(position, key, 1, group, claim)
                claim.append(
                    StoredDelivery(
                        position: position, attempts: 1, key: key, attributes: after.bytes(2), body: after.bytes(3)))
            } else {
                guard group.held < Self.maximumHeld else { return false }
                try group.statements.insertWaiting.bind(position).bind(WaitingState.held).bind(0).bind(optional: key)
                    .bind(0).run()
                group.waiting += 1
                group.held += 1
            }
            group.cursor = position
        }
        return false
    }

    /// Whether a new message of a key may go to a member: nobody else has one of the key, and none waits.
    private func isFree(_ key: Int64, _ group: GroupState, _ member: Int64) throws -> Bool {
        if let owner = group.flights.owner(ofKey: key), owner != member { return false }
        guard group.waiting > 0 else { return true }
        let first = group.statements.firstOfKey
        first.bind(key)
        defer { first.reset() }
        return try !first.step()
    }
}
