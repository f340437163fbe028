import Messaging

extension DebugEngine {
    func take(
        _ count: Int, _ member: UInt64, _ name: ConsumerGroup, _ settings: ConsumerSettings
    ) throws(MessagingFault) -> [Delivery] {
        var group = try check(name)
        guard group.members.contains(member) else { throw MessagingFault(.closed, "The consumer has left") }
        let now = ContinuousClock.now
        var some: [Delivery] = []
        var blocked: Set<String> = []
        var free = settings.prefetch - group.entries.filter { $0.member == member && $0.until > now }.count
        if flaw == .overflows { free = count }
        for index in group.entries.indices where some.count < min(count, free) {
            let entry = group.entries[index]
            let key = entry.message.key
            if let key, blocked.contains(key) { continue }
            guard entry.until <= now else {
                if let key, entry.member != member, flaw != .mixesKeys, !isWeak { blocked.insert(key) }
                continue
            }
            let lease = number()
            group.entries[index].member = member
            group.entries[index].lease = lease
            group.entries[index].until = now + (isWeak ? .seconds(3600) : settings.lease)
            group.entries[index].attempt += 1
            let attempt = group.entries[index].attempt + (flaw == .miscounts ? 1 : 0)
            some.append(
                Delivery(
                    message: entry.message, receipt: Receipt(session: member, number: lease), attempt: attempt))
        }
        groups[name] = group
        return some
    }

    func settle(
        _ settlements: [Settlement], _ member: UInt64, _ name: ConsumerGroup
    ) throws(MessagingFault) -> [Receipt] {
        var group = try check(name)
        guard group.members.contains(member) else { throw MessagingFault(.closed, "The consumer has left") }
        var lost: [Receipt] = []
        let now = ContinuousClock.now
        for settlement in settlements {
            let receipt = settlement.receipt
            guard
                let index = group.entries.firstIndex(where: {
                    $0.member == receipt.session && $0.lease == receipt.number && ($0.until > now)
                })
            else {
                if flaw != .hidesLostLeases { lost.append(receipt) }
                continue
            }
            switch settlement.disposition {
            case .ack:
                let entry = group.entries.remove(at: index)
                group.consumed += 1
                if flaw == .repeats, group.consumed % 3 == 0 {
                    group.entries.append(Entry(message: entry.message, attempt: 1))
                }
            case .retry(let delay):
                group.entries[index].member = nil
                group.entries[index].until = now + (flaw == .hurries ? .zero : delay)
            case .release:
                group.entries[index].member = nil
                group.entries[index].until = now
                group.entries[index].attempt -= 1
            case .deadLetter(let reason):
                let entry = group.entries.remove(at: index)
                if flaw == .forgetsDeadLetters { continue }
                group.dead.append(
                    DeadLetter(
                        id: "\(number())", message: entry.message, reason: reason, group: name,
                        attempts: settlement.attempt ?? entry.attempt))
            }
        }
        groups[name] = group
        return lost
    }

    func renew(
        _ receipts: [Receipt], _ member: UInt64, _ name: ConsumerGroup, _ lease: Duration
    ) throws(MessagingFault) -> [Receipt] {
        var group = try check(name)
        var lost: [Receipt] = []
        let now = ContinuousClock.now
        for receipt in receipts {
            let index = group.entries.firstIndex { $0.member == member && $0.lease == receipt.number && $0.until > now }
            if let index { group.entries[index].until = now + lease } else { lost.append(receipt) }
        }
        groups[name] = group
        return lost
    }
}
