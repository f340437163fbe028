import BlockingIO
import Messaging

extension Administrator {
    /// For how long members may take to say what they have, in nanoseconds: who is frozen, says nothing.
    private static let patience: UInt64 = 2_000_000_000

    /// Asks the members of a group what they have.
    /// - Parameters:
    ///   - members: the queue that counts them, and the exchange that reaches them
    ///   - publisher: publishes the question: in an engine without room, who publishes does nothing else any more
    ///   - deadline: until when, in nanoseconds of the monotonic clock
    /// - Returns: what all of them together have
    /// - Throws: what keeps it from asking
    func reports(
        of members: String, through publisher: Publisher, until deadline: UInt64
    ) async throws(MessagingFault) -> Depth {
        let count = try await perform(until: deadline) { connection, channel throws(AMQPFault) in
            try connection.declareQueue(members, isPassive: true, on: channel).consumers
        }
        guard count > 0 else { return Depth() }
        let (channel, own, session) = try await perform(until: deadline) { connection, _ throws(AMQPFault) in
            let channel = try connection.openChannel()
            let own = try connection.declareOwnQueue(on: channel)
            try connection.consume(own, tag: "reports", prefetch: 0, needsNoAck: true, on: channel)
            return (channel, own, self.session)
        }
        var question = AMQPMessage()
        question.replyTo = own
        let outgoing = Outgoing(exchange: members, routingKey: "", message: question)
        let end = min(MonotonicClock.now() + Self.patience, deadline)
        publisher.submit(PublishJob(count: 1, message: { _ in outgoing }, deadline: end) { _ in })
        let depth: Depth? = try await perform(until: deadline) { connection, _ throws(AMQPFault) in
            guard session == self.session else { return nil }
            connection.deadline = end
            let depth = try Self.gather(count, over: connection, on: channel)
            connection.deadline = deadline
            try connection.closeChannel(channel)
            return depth
        }
        guard let depth else { throw Self.interrupted(settings) }
        return depth
    }

    /// The connection went away between two parts of a call.
    static func interrupted(_ settings: RabbitMQSettings) -> MessagingFault {
        MessagingFault(.unavailable, "\(settings.label) went away, and is back")
    }

    private static func gather(
        _ count: Int, over connection: AMQPConnection, on channel: UInt16
    ) throws(AMQPFault) -> Depth {
        func number(_ value: AMQPValue?) -> Int { Int(min(max(0, value?.integer ?? 0), 1 << 32)) }
        var depth = Depth()
        var left = count
        while left > 0 {
            do throws(AMQPFault) {
                guard case .delivery(channel, _, let report) = try connection.awaitEvent() else { continue }
                depth.ready += number(report[MessageHeader.ready])
                depth.inFlight += number(report[MessageHeader.inFlight])
                depth.delayed += number(report[MessageHeader.delayed])
                left -= 1
            } catch {
                guard case .timedOut = error else { throw error }
                return depth
            }
        }
        return depth
    }
}
