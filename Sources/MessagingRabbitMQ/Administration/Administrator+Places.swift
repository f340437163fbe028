import Messaging

extension Administrator {
    /// Makes a topic or a queue, or finds it.
    /// - Parameters:
    ///   - topic: the topic or the queue
    ///   - mustExist: whether it is only looked for
    ///   - deadline: until when, in nanoseconds of the monotonic clock
    /// - Returns: where it is
    /// - Throws: `unroutable` where it is not there
    func place(of topic: Topic, mustExist: Bool, until deadline: UInt64) async throws(MessagingFault) -> Place {
        let partitions = settings.partitions
        let queue = try? ConsumerGroup(queue: topic.name)
        return try await onOwnChannel(until: deadline) { connection, channel throws(AMQPFault) in
            guard topic.kind == .queue, let queue else {
                return try connection.makeTopic(topic, partitions: partitions, mustExist: mustExist, on: &channel)
            }
            let place = Place(topic: topic, partitions: 1)
            if mustExist { try connection.declareQueue(topic.name, isPassive: true, on: channel) }
            try connection.makeGroup(queue, at: place, on: &channel)
            return place
        }
    }

    /// Makes a group.
    func make(_ group: ConsumerGroup, at place: Place, until deadline: UInt64) async throws(MessagingFault) {
        try await onOwnChannel(until: deadline) { connection, channel throws(AMQPFault) in
            try connection.makeGroup(group, at: place, on: &channel)
        }
    }

    /// Counts what waits in queues; what consumers have is left out.
    func counts(of queues: [String], until deadline: UInt64) async throws(MessagingFault) -> [Int] {
        try await perform(until: deadline) { connection, channel throws(AMQPFault) in
            var counts: [Int] = []
            for queue in queues {
                counts.append(try connection.declareQueue(queue, isPassive: true, on: channel).ready)
            }
            return counts
        }
    }

    /// Throws away what waits in queues.
    func purge(_ queues: [String], until deadline: UInt64) async throws(MessagingFault) -> Int {
        try await perform(until: deadline) { connection, channel throws(AMQPFault) in
            var count = 0
            for queue in queues { count += try connection.purgeQueue(queue, on: channel) }
            return count
        }
    }

    /// Does something on a channel that may be closed on the way.
    private func onOwnChannel<Result>(
        until deadline: UInt64, _ body: (AMQPConnection, inout UInt16) throws(AMQPFault) -> Result
    ) async throws(MessagingFault) -> Result {
        try await perform(until: deadline) { connection, _ throws(AMQPFault) in
            var channel = try connection.openChannel()
            let result: Result
            do throws(AMQPFault) {
                result = try body(connection, &channel)
            } catch {
                // Where the engine has not closed it already.
                if error.leavesConnection { try connection.closeChannel(channel) }
                throw error
            }
            try connection.closeChannel(channel)
            return result
        }
    }
}
