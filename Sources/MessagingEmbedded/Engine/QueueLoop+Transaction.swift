import BlockingIO
import GRDB
import Messaging

extension QueueLoop {
    /// How many bytes go into one transaction, beyond the first call.
    private static let maximumBytes = 4 << 20
    /// How many receivers are served in one transaction.
    private static let maximumReceivers = 32

    /// Runs as many calls as fit, and serves receivers, in one transaction; where that fails each by itself.
    /// - Throws: what breaks the connection
    func transact(_ store: QueueStore) throws {
        var sizeBytes = 0
        var count = 0
        for call in calls {
            guard count == 0 || sizeBytes + call.sizeBytes <= Self.maximumBytes else { break }
            sizeBytes += call.sizeBytes
            count += 1
        }
        let batch = Array(calls[..<count])
        let isDurable = batch.contains { $0.isDurable }
        do {
            guard try begin(store, isDurable) else { return }
            let tells = try run(batch, store)
            let served = try serve(store)
            try store.commit()
            calls.removeFirst(count)
            for tell in tells { tell() }
            tellServed(served)
        } catch {
            store.rollback()
            let fault = sqlFault(error)
            if fault?.breaksConnection ?? true { throw error }
            try runAlone(count, store)
        }
    }

    /// Begins; where another process has the lock, ends what has waited too long for it.
    private func begin(_ store: QueueStore, _ isDurable: Bool) throws -> Bool {
        do {
            try store.begin(isDurable: isDurable)
            return true
        } catch {
            guard let fault = sqlFault(error), fault.isBusy else { throw error }
            let now = MonotonicClock.now()
            calls.removeAll { call in
                guard call.deadline <= now else { return false }
                call.fail(self.fault(fault))
                return true
            }
            receivers.removeAll { receiver in
                guard receiver.deadline <= now else { return false }
                receiver.resume(.failure(self.fault(fault)))
                return true
            }
            return false
        }
    }

    private func run(_ batch: [PendingCall], _ store: QueueStore) throws -> [@Sendable () -> Void] {
        var tells: [@Sendable () -> Void] = []
        tells.reserveCapacity(batch.count)
        for call in batch {
            do {
                tells.append(try call.run(store))
            } catch let fault as MessagingFault {
                let fail = call.fail
                tells.append { fail(fault) }
            }
        }
        return tells
    }

    /// Takes deliveries for those receivers that may get some.
    /// - Returns: for each that was looked at, what it got and when to look again
    private func serve(_ store: QueueStore) throws -> [Served] {
        for index in receivers.indices where store.wakes.contains(receivers[index].group) {
            receivers[index].isRunnable = true
        }
        store.wakes = []
        var served: [Served] = []
        var sizeBytes = 0
        for index in receivers.indices where receivers[index].isRunnable {
            guard served.count < Self.maximumReceivers, sizeBytes < QueueStore.maximumClaimBytes else { break }
            let receiver = receivers[index]
            guard let member = members[receiver.member] else {
                served.append(Served(index, .failure(left(receiver))))
                continue
            }
            do {
                let (deliveries, mayHaveMore) = try store.claim(for: member, atMost: receiver.count)
                sizeBytes = deliveries.reduce(sizeBytes) { $0 + $1.body.count + $1.attributes.count }
                var one = Served(index, .success(deliveries))
                if deliveries.isEmpty {
                    one.mayHaveMore = mayHaveMore
                    one.nextDue = try store.nextDue(receiver.group).map { max(0, $0 - store.time) }
                }
                served.append(one)
            } catch let fault as MessagingFault {
                served.append(Served(index, .failure(fault)))
            }
        }
        return served
    }

    private func left(_ receiver: Receiver) -> MessagingFault {
        MessagingFault(.closed, "\(settings.label): the consumer has left the \(receiver.group)")
    }

    /// Tells receivers what they got; those that got nothing go on waiting.
    private func tellServed(_ served: [Served]) {
        let now = MonotonicClock.now()
        var ended: Set<UInt64> = []
        for one in served {
            if case .success(let deliveries) = one.result, deliveries.isEmpty {
                receivers[one.index].isRunnable = one.mayHaveMore
                receivers[one.index].nextLook = one.nextDue.map { now + UInt64($0) * 1_000_000 + 1_000_000 } ?? .max
                continue
            }
            ended.insert(receivers[one.index].id)
            receivers[one.index].resume(one.result)
        }
        if !ended.isEmpty { receivers.removeAll { ended.contains($0.id) } }
    }

    /// Runs each call in a transaction of its own, so that only what cannot be done fails.
    private func runAlone(_ count: Int, _ store: QueueStore) throws {
        for _ in 0..<count {
            // Those behind it stay where they are: what breaks the connection ends them too.
            let call = calls.removeFirst()
            do {
                try store.begin(isDurable: call.isDurable)
                let tells = try run([call], store)
                try store.commit()
                for tell in tells { tell() }
            } catch {
                store.rollback()
                call.fail(fault(error))
                if sqlFault(error)?.breaksConnection ?? true { throw error }
            }
        }
        do {
            try store.begin(isDurable: false)
            let served = try serve(store)
            try store.commit()
            tellServed(served)
        } catch {
            store.rollback()
            if sqlFault(error)?.breaksConnection ?? true { throw error }
            for receiver in receivers { receiver.resume(.failure(fault(error))) }
            receivers = []
        }
    }

    func sqlFault(_ error: any Error) -> SQLFault? {
        switch error {
        case let fault as SQLFault: fault
        case let error as DatabaseError: SQLFault(error)
        default: nil
        }
    }
}
