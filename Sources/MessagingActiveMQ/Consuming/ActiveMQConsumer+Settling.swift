import FoundationEssentials
import Messaging

extension ActiveMQConsumer {
    func settle(_ settlements: [Settlement]) async throws(MessagingFault) -> [Receipt] {
        try checkOpen()
        guard let connection, connection.isOpen else { return settlements.map(\.receipt) }
        var lost: [Receipt] = []
        var released: [BufferedFrame] = []
        var plan = SettlingPlan(queue: queue, deadQueue: ActiveMQNames.deadQueue(of: group))
        for settlement in settlements {
            guard settlement.receipt.session == session, var one = held.removeValue(forKey: settlement.receipt.number)
            else {
                lost.append(settlement.receipt)
                continue
            }
            // A member that retried by itself has counted further.
            one.attempt = max(one.attempt, settlement.attempt ?? 1)
            if settlement.disposition == .release {
                released.append(one)
            } else {
                plan.add(one, settlement.disposition)
            }
        }
        putBack(released, on: connection)
        guard plan.count > 0 else {
            note()
            connection.inbox.wake()
            return lost
        }
        settling += plan.count
        transacted += plan.transactedCount
        note()
        do throws(MessagingFault) {
            if !plan.scheduled.isEmpty { try await connection.request(plan.scheduled) }
            let transaction = "s\(session)-\(nextTransaction())"
            try await connection.request(plan.settling(in: transaction))
            settling -= plan.count
        } catch {
            settling -= plan.count
            await lose(connection)
            throw error
        }
        tally.finished(plan.acks.count)
        note()
        connection.inbox.wake()
        return lost
    }
}
