import BlockingIO
import Logging
import Messaging
import Synchronization

/// The thread on which a member waits and takes.
///
/// One connection takes; others only ring when taking is worth while: one blocks on the streams (`XREAD`), for a queue one more on the list
/// of its name. What is taken is decided by the script alone, at once with the check that the member still is one.
actor RedisReader {
    /// How often a member that waits shows that it lives, and looks for partitions and retries that are due.
    private static let pause: Duration = .milliseconds(500)
    private static let ringing: Duration = .seconds(1)

    private let executor: ThreadExecutor
    private let channel: RedisChannel
    private let streamBell: RedisBell
    private let listBell: RedisBell?
    private nonisolated let address: RedisAddress
    private nonisolated let membership: RedisMembership
    private nonisolated let waker = RedisWaker()
    private nonisolated let closing = Monitor(false)
    private var turn = 0

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    init(_ address: RedisAddress, _ membership: RedisMembership, logger: Logger) throws(MessagingFault) {
        do {
            executor = try ThreadExecutor(name: "redis-reader")
        } catch {
            throw MessagingFault(.engine, "\(address.label) needs a thread", underlying: error)
        }
        self.address = address
        self.membership = membership
        channel = RedisChannel(address, closing: closing)
        streamBell = RedisBell(address, logger: logger)
        listBell = membership.group.kind == "queue" ? RedisBell(address, logger: logger) : nil
    }

    /// Has a wait end early.
    nonisolated func wake() {
        waker.wake()
    }

    /// Has it leave after what it does now.
    nonisolated func hurry() {
        closing.withLock { $0 = true }
        closing.notifyAll()
        waker.wake()
    }

    /// Takes deliveries; errors as a value, since cancellation handlers know no typed ones.
    func receive(atMost count: Int, until end: UInt64) async -> Result<[Delivery], MessagingFault> {
        let deadline = end + address.timeout.nanoseconds
        do throws(MessagingFault) {
            while true {
                guard !membership.hands.withLock({ $0.isLeft }) else {
                    throw MessagingFault(.closed, "The consumer of \(address.label) left")
                }
                let deliveries = try turn(atMost: count, until: end, deadline)
                if !deliveries.isEmpty || MonotonicClock.now() >= end || Task.isCancelled {
                    return .success(deliveries)
                }
                // Others who wait for this thread get their turn.
                await Task.yield()
            }
        } catch {
            return .failure(error)
        }
    }

    /// Gives back what is unsettled, and closes the connections.
    /// - Throws: what kept it from telling Redis, which notices when the lease ends
    func leave() throws(MessagingFault) {
        defer {
            channel.close()
            streamBell.drop()
            listBell?.drop()
        }
        for name in membership.hands.withLock({ $0.names }) {
            var commands = RedisScript.begin("leave", membership.group, 1)
            commands.append(name)
            _ = try channel.script(commands, until: address.deadline(from: MonotonicClock.now()))
        }
    }

    /// Takes, or waits for a while.
    private func turn(atMost count: Int, until end: UInt64, _ deadline: UInt64) throws(MessagingFault) -> [Delivery] {
        // Nothing is taken before Redis and the member agree on what it has: later messages of a key would come first.
        while membership.hands.withLock({ $0.isDoubtful }) { try rename(until: deadline) }
        if let expiry = membership.expired() {
            membership.told(expiry, try channel.script(expiry.commands, until: deadline))
            guard membership.hands.withLock({ !$0.isDoubtful }) else { return [] }
        }
        let room = min(count, membership.settings.prefetch - membership.hands.withLock { $0.held.count })
        guard room > 0 else {
            wait(for: [], until: end, atMost: .milliseconds(100))
            return []
        }
        let begin = MonotonicClock.now()
        let answer = try take(room, until: deadline).elements
        switch answer.first?.integer {
        case 1: return deliveries(answer, until: begin + membership.settings.lease.nanoseconds)
        case 2:
            try ring(answer, until: end, deadline)
        default:
            // The lease ended, and others have what this member had.
            _ = membership.hands.withLock { $0.forget($0.member) }
        }
        return []
    }

    private func take(_ room: Int, until deadline: UInt64) throws(MessagingFault) -> RedisReply {
        turn = (turn + 1) % (1 << 20)
        var commands = RedisScript.begin("take", membership.group, 4)
        commands.append(membership.member)
        commands.append(membership.leaseMilliseconds)
        commands.append(room)
        commands.append(turn)
        do throws(MessagingFault) {
            return try channel.script(commands, until: deadline)
        } catch {
            membership.doubt()
            throw error
        }
    }

    /// Takes another name, so that calls that still lie in a broken connection come too late.
    private func rename(until deadline: UInt64) throws(MessagingFault) {
        let name = RedisMembership.newName(membership.settings)
        let commands = membership.beginRename(to: name)
        do throws(MessagingFault) {
            let isMember = try channel.script(commands, until: deadline).integer == 1
            membership.hands.withLock { $0.endRename(to: name, isMember: isMember) }
        } catch {
            membership.doubt()
            throw error
        }
    }

    private func deliveries(_ answer: [RedisReply], until deadline: UInt64) -> [Delivery] {
        guard answer.count > 1 else { return [] }
        let decoded = answer[1].elements.compactMap { RedisDelivery($0, membership, until: deadline) }
        return membership.hands.withLock { hands in
            decoded.map { delivery in
                let receipt = Receipt(session: membership.session, number: hands.add(delivery.held))
                return Delivery(
                    message: delivery.message, receipt: receipt, attempt: delivery.held.attempt,
                    malformation: delivery.malformation)
            }
        }
    }

    /// Waits until there may be something.
    private func ring(_ answer: [RedisReply], until end: UInt64, _ deadline: UInt64) throws(MessagingFault) {
        guard MonotonicClock.now() < end, !Task.isCancelled else { return }
        let bells = answer.count > 1 ? answer[1].elements : []
        if !bells.isEmpty {
            var commands = RedisCommands()
            commands.begin(6 + bells.count)
            for part in ["XREAD", "COUNT", "1", "BLOCK", String(Self.ringing.millisecondsRoundedUp), "STREAMS"] {
                commands.append(part)
            }
            for place in [0, 1] {
                for index in stride(from: place, to: bells.count, by: 2) { commands.append(bells[index].text ?? "") }
            }
            try streamBell.arm(commands, blocking: Self.ringing, until: deadline)
        }
        // From the head to the head: it changes nothing, and blocks while the list is empty.
        let name = membership.group.topic
        try listBell?.arm(
            RedisCommands("BLMOVE", name, name, "LEFT", "LEFT", "5"), blocking: .seconds(5), until: deadline)
        var pause = min(Self.pause, membership.settings.lease / 4)
        if answer.count > 2, let due = answer[2].integer, due >= 0 { pause = min(pause, .milliseconds(due + 1)) }
        wait(for: [streamBell, listBell].compactMap { $0 }, until: end, atMost: pause)
    }

    private func wait(for bells: [RedisBell], until end: UInt64, atMost pause: Duration) {
        let now = MonotonicClock.now()
        let limit = min(end, now + pause.nanoseconds, membership.hands.withLock { $0.nextDeadline })
        guard limit > now else { return }
        let armed = bells.filter { $0.descriptor != nil }
        let rings = waker.wait(
            for: armed.compactMap(\.descriptor), milliseconds: Int((limit - now + 999_999) / 1_000_000))
        for (bell, rang) in zip(armed, rings) where rang { bell.collect() }
    }
}
