import Messaging

extension QueueStore {
    /// Settles deliveries.
    /// - Returns: those that the member has no more
    func settle(_ settlements: [Settlement], of member: Member) throws -> [Receipt] {
        let (group, topic) = try state(member.group)
        var lost: [Receipt] = []
        var keys: Set<Int64> = []
        for settlement in settlements {
            let number = settlement.receipt.number
            guard settlement.receipt.session == member.token, let key = member.outstanding[number] else {
                lost.append(settlement.receipt)
                continue
            }
            release(number, from: member.token)
            let position = StoredDelivery.position(number)
            guard let flight = mine(number, member, group) else {
                lost.append(settlement.receipt)
                continue
            }
            try removeFlight(position, group)
            switch settlement.disposition {
            case .ack: try unpin(position, topic)
            case .retry(let delay): try putBack(position, flight, due: due(after: delay), group)
            case .deadLetter(let reason):
                try group.statements.insertDead.bind(position).bind(flight.attempts).bind(now).bind(reason).run()
            case .release: try putBack(position, uncounted(flight), due: 0, group)
            }
            if let key { keys.insert(key) }
        }
        for key in keys { try promote(key, group) }
        topic.mayTrim = true
        wake(group)
        return lost
    }

    /// Lengthens leases.
    /// - Returns: those that the member has no more
    func renew(_ receipts: [Receipt], of member: Member) throws -> [Receipt] {
        let (group, _) = try state(member.group)
        var lost: [Receipt] = []
        for receipt in receipts {
            guard receipt.session == member.token, member.outstanding[receipt.number] != nil else {
                lost.append(receipt)
                continue
            }
            guard mine(receipt.number, member, group) != nil else {
                release(receipt.number, from: member.token)
                lost.append(receipt)
                continue
            }
            let position = StoredDelivery.position(receipt.number)
            let due = now + member.leaseMilliseconds
            try group.statements.renewFlight.bind(due).bind(position).run()
            group.flights.renew(position, until: due)
        }
        return lost
    }

    /// Gives back what a member has, as if it had not been delivered.
    func leave(_ member: Member) throws {
        changes.append(.left(member.token))
        let (group, _) = try state(member.group)
        var keys: Set<Int64> = []
        for number in member.outstanding.keys {
            guard let flight = mine(number, member, group) else { continue }
            try removeFlight(StoredDelivery.position(number), group)
            try putBack(StoredDelivery.position(number), uncounted(flight), due: 0, group)
            if let key = flight.key { keys.insert(key) }
        }
        for key in keys { try promote(key, group) }
        wake(group)
    }

    /// Gives back deliveries whose lease has ended, and makes those ready whose time has come; some at a time.
    /// - Returns: whether there may be more
    @discardableResult
    func returnOverdue(_ group: GroupState) throws -> Bool {
        var keys: Set<Int64> = []
        let lost = group.flights.overdue(now)
        for position in lost {
            guard let flight = try removeFlight(position, group) else { continue }
            release(
                StoredDelivery.receiptNumber(position, flight.attempts), from: UInt64(bitPattern: flight.member))
            try putBack(position, flight, due: 0, group)
            if let key = flight.key { keys.insert(key) }
        }
        for key in keys { try promote(key, group) }
        var ready: [Int64] = []
        if group.waiting > 0 {
            let overdue = group.statements.overdue
            overdue.bind(now)
            while try overdue.step() { ready.append(overdue.integer(0)) }
            overdue.reset()
        }
        for position in ready { try group.statements.setState.bind(WaitingState.ready).bind(0).bind(position).run() }
        if !ready.isEmpty || !lost.isEmpty { wake(group) }
        return ready.count >= 1024
    }

    /// Lets the first one of a key go on, where all of them are held.
    func promote(_ key: Int64, _ group: GroupState) throws {
        guard group.held > 0, group.flights.owner(ofKey: key) == nil else { return }
        let first = group.statements.firstOfKey
        first.bind(key)
        let isThere = try first.step()
        let (state, position, due) = isThere ? (first.integer(0), first.integer(1), first.integer(2)) : (0, 0, 0)
        first.reset()
        guard isThere, state == WaitingState.held else { return }
        let next = due > now ? WaitingState.delayed : WaitingState.ready
        try group.statements.setState.bind(next).bind(due).bind(position).run()
        group.held -= 1
        group.isDirty = true
    }

    /// Lets a delivery wait; one with a key is held, until ``promote(_:_:)`` has looked at its key.
    func putBack(_ position: Int64, _ flight: Flight, due: Int64, _ group: GroupState) throws {
        let state =
            flight.key != nil ? WaitingState.held : (due > now ? WaitingState.delayed : WaitingState.ready)
        try group.statements.insertWaiting.bind(position).bind(state).bind(due).bind(optional: flight.key)
            .bind(flight.attempts).run()
        group.waiting += 1
        if flight.key != nil { group.held += 1 }
        group.isDirty = true
    }

    @discardableResult
    private func removeFlight(_ position: Int64, _ group: GroupState) throws -> Flight? {
        try group.statements.removeFlight.bind(position).run()
        return group.flights.remove(position)
    }

    /// The delivery that a receipt of a member stands for, if the member still has it.
    private func mine(_ number: UInt64, _ member: Member, _ group: GroupState) -> Flight? {
        guard let flight = group.flights[StoredDelivery.position(number)], flight.member == member.stored,
            flight.attempts & 0xFFFF == StoredDelivery.attempts(number)
        else { return nil }
        return flight
    }

    private func uncounted(_ flight: Flight) -> Flight {
        var flight = flight
        flight.attempts -= 1
        return flight
    }

    /// When a retry is due: rounded up, and a millisecond more for the one that has begun, so that it is never early.
    private func due(after delay: Duration) -> Int64 {
        guard delay > .zero else { return 0 }
        let milliseconds = Int64(clamping: Int128(delay.attoseconds / 1_000_000_000_000_000))
        return now + min(milliseconds, 1 << 45) + 2
    }
}
