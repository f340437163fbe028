import BlockingIO
import Logging
import Messaging
import Synchronization

/// A member of a group in Redis.
final class RedisConsumer: MessageConsumer {
    private static let chunk = 1000

    private let pipeline: RedisPipeline
    private let reader: RedisReader
    private let membership: RedisMembership
    private let logger: Logger

    init(
        _ address: RedisAddress, _ pipeline: RedisPipeline, _ membership: RedisMembership, logger: Logger
    ) throws(MessagingFault) {
        self.pipeline = pipeline
        self.membership = membership
        self.logger = logger
        reader = try RedisReader(address, membership, logger: logger)
    }

    func receive(atMost count: Int, waiting time: Duration) async throws(MessagingFault) -> [Delivery] {
        let end = MonotonicClock.now() + time.nanoseconds
        let result = await withTaskCancellationHandler {
            await reader.receive(atMost: max(1, count), until: end)
        } onCancel: {
            reader.wake()
        }
        return try result.get()
    }

    func settle(_ settlements: [Settlement]) async throws(MessagingFault) -> [Receipt] {
        var lost: [Receipt] = []
        var begin = 0
        while begin < settlements.count {
            let end = min(begin + Self.chunk, settlements.count)
            lost += try await settle(settlements[begin..<end])
            begin = end
        }
        await giveBackExpired()
        return lost
    }

    func renew(_ receipts: [Receipt]) async throws(MessagingFault) -> [Receipt] {
        while true {
            let member = membership.member
            let begin = MonotonicClock.now()
            var commands = RedisScript.begin("renew", membership.group, 2)
            commands.append(member)
            commands.append(membership.leaseMilliseconds)
            let isMember = try await pipeline.script(commands).integer == 1
            if !isMember, forget(member) { continue }
            let lost = membership.hands.withLock { hands in
                receipts.filter { receipt in
                    guard isMember, receipt.session == membership.session, !hands.isLeft,
                        hands.live(receipt.number, at: begin) != nil
                    else { return true }
                    hands.renew(receipt.number, until: begin + membership.settings.lease.nanoseconds)
                    return false
                }
            }
            await giveBackExpired()
            return lost
        }
    }

    func leave() async {
        let isFirst = membership.hands.withLock { hands in
            defer { hands.isLeft = true }
            return !hands.isLeft
        }
        guard isFirst else { return }
        reader.hurry()
        do {
            try await reader.leave()
        } catch {
            logger.warning("A consumer could not say that it leaves", metadata: ["fault": "\(error)"])
        }
        membership.hands.withLock { $0.lose() }
    }

    private func settle(_ settlements: ArraySlice<Settlement>) async throws(MessagingFault) -> [Receipt] {
        while true {
            let request = membership.hands.withLock { RedisSettling(settlements, $0, membership) }
            guard !request.isEmpty else { return request.lost }
            let places = try await pipeline.script(request.commands).elements
            if places.first?.integer != 1 {
                if forget(request.member) { continue }
                return settlements.map(\.receipt)
            }
            return membership.hands.withLock { hands in
                for receipt in request.receipts { hands.remove(receipt.number) }
                return request.lost + places.dropFirst().compactMap { request.receipt(at: $0.integer) }
            }
        }
    }

    /// Redis knows no member of that name (any more).
    /// - Returns: whether the member has another name by now, with which to try again; otherwise all it had is lost
    private func forget(_ member: String) -> Bool {
        membership.hands.withLock { $0.forget(member) }
    }

    /// What cannot be told now is told before more is taken.
    private func giveBackExpired() async {
        guard let expiry = membership.expired() else { return }
        guard let answer = try? await pipeline.script(expiry.commands) else { return }
        membership.told(expiry, answer)
    }
}
