public import Messaging
import NIOCore

extension ActiveMQBroker {
    /// Makes a queue, if it is not there; a topic needs nothing, it is there as soon as it has a group.
    /// - Parameter topic: the topic or the queue
    /// - Throws: `invalid` for a name that means something else to ActiveMQ, or what keeps it from going on
    public func declare(_ topic: Topic) async throws(MessagingFault) {
        try checkOpen()
        try ActiveMQNames.check(topic)
        switch topic.kind {
        case .topic: try await connect()
        case .queue: try await make(ConsumerGroup(queue: topic.name))
        }
    }

    /// Makes a group, if it is not there.
    /// - Parameters:
    ///   - group: the group
    ///   - start: `.end` for a new group of a topic
    /// - Throws: `unsupported` for a new group that is to start at the beginning: ActiveMQ keeps nothing for groups that are not there yet
    public func declare(_ group: ConsumerGroup, startingAt start: GroupStart) async throws(MessagingFault) {
        try checkOpen()
        try ActiveMQNames.check(group.topic)
        if group.topic.kind == .topic, !guarantees.starts.contains(start) {
            let known = try await control.statistics([ActiveMQNames.queue(of: group)])
            guard let known, !known.isEmpty else {
                throw MessagingFault(
                    .unsupported,
                    "\(label) keeps no messages for groups that are not there: \(group) can start at the end only")
            }
        }
        try await make(group)
    }

    // A subscription alone makes a queue that a crash of the broker forgets; one with a message that was taken out again stays.
    private func make(_ group: ConsumerGroup) async throws(MessagingFault) {
        let queue = ActiveMQNames.queue(of: group)
        if let found = try await control.statistics([queue]), !found.isEmpty {
            noteDeclared(group)
            return
        }
        let deadline = NIODeadline.now() + stomp.timeout.timeAmount
        let connection = try await StompLink(stomp).open(before: deadline)
        do throws(MessagingFault) {
            try await connection.request([
                StompFrame(
                    "SUBSCRIBE",
                    [
                        StompHeader("id", "marker"), StompHeader("destination", "/queue/\(queue)"),
                        StompHeader("ack", "client-individual"), StompHeader("activemq.prefetchSize", "1"),
                        StompHeader("selector", "\(FlorinHeader.marker) = 'declare'"),
                    ]),
                StompFrame(
                    "SEND",
                    [
                        StompHeader("destination", "/queue/\(queue)"), StompHeader("persistent", "true"),
                        StompHeader(FlorinHeader.marker, "declare"),
                    ]),
            ])
            // A member that is there already may have taken it; it throws markers away.
            await connection.inbox.wait(until: min(deadline, .now() + .seconds(1)))
            let acks = try connection.inbox.takeNow(.max).compactMap { $0["ack"] }
            if !acks.isEmpty { try await connection.request(acks.map { MemberFrames.ack($0) }) }
        } catch {
            connection.close(error)
            throw error
        }
        await connection.disconnect()
        noteDeclared(group)
    }

    /// The groups and queues that the broker has; without its statistics those that this process declared.
    /// - Returns: in the order of their names
    /// - Throws: what keeps it from asking
    public func groups() async throws(MessagingFault) -> [ConsumerGroup] {
        try checkOpen()
        let known: [ConsumerGroup]
        if let found = try await control.statistics([">"]) {
            known = found.compactMap { ActiveMQNames.group(ofQueue: $0.queue) }
        } else {
            known = Array(declaredGroups)
        }
        return known.sorted { ($0.name, $0.topic.name) < ($1.name, $1.topic.name) }
    }
}
