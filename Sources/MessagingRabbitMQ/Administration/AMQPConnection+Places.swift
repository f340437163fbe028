import Messaging

/// What is made in the engine.
extension AMQPConnection {
    private static let quorum: [(name: String, value: AMQPValue)] = [
        ("x-queue-type", .text("quorum")), ("x-overflow", .text("reject-publish")),
    ]
    /// How often a message may be given back before the engine gives it up: never, in practice.
    ///
    /// Whoever joins and leaves gives back what came ahead. RabbitMQ 4 gives a message up after 20 times where a queue says nothing else, and
    /// 3.x does not know -1. With any limit what is given back stays before what came later.
    private static let deliveryLimit: Int64 = 1_000_000_000

    /// Makes a topic, or finds out how many lanes it has.
    /// - Parameters:
    ///   - topic: the topic
    ///   - partitions: how many lanes it gets if it is new
    ///   - mustExist: whether it is only looked for
    ///   - channel: a channel; another one goes on where the engine has closed it
    /// - Returns: where it is
    /// - Throws: what the engine refuses
    func makeTopic(
        _ topic: Topic, partitions: Int, mustExist: Bool, on channel: inout UInt16
    ) throws(AMQPFault) -> Place {
        if mustExist {
            try declareExchange(topic.name, type: "topic", isPassive: true, on: channel)
        } else {
            try makeExchange(topic.name, type: "topic", on: &channel)
        }
        let lanes = Place.lanesExchange(of: topic)
        let count = try makeLanes(lanes, of: topic, partitions, on: &channel)
        try makeExchange(Place.restExchange(of: topic, partitions: count), type: "fanout", on: &channel)
        try unlessForbidden(&channel) { channel throws(AMQPFault) in
            try bindExchange(lanes, to: topic.name, key: "#", on: channel)
        }
        return Place(topic: topic, partitions: count)
    }

    /// Makes a queue or a group, with all that belongs to it.
    func makeGroup(_ group: ConsumerGroup, at place: Place, on channel: inout UInt16) throws(AMQPFault) {
        let isNew = try isMissing(place.members(of: group), on: &channel)
        // Before the lanes, which give messages up to it.
        try makeQueue(place.dead(of: group), [], on: &channel)
        for (index, lane) in place.lanes(of: group).enumerated() {
            let single: [(name: String, value: AMQPValue)] =
                group.topic.kind == .topic ? [("x-single-active-consumer", .boolean(true))] : []
            try makeQueue(lane, Self.quorum + single + Self.net(to: place.dead(of: group)), on: &channel)
            guard group.topic.kind == .topic else { continue }
            try unlessForbidden(&channel) { channel throws(AMQPFault) in
                try bindQueue(lane, to: Place.lanesExchange(of: group.topic), key: String(index), on: channel)
            }
        }
        for rung in DelayRung.all {
            try makeQueue(
                place.rung(rung, of: group),
                Self.quorum + [
                    ("x-message-ttl", .integer(Int64(rung.seconds) * 1000)), ("x-dead-letter-exchange", .text("")),
                    ("x-dead-letter-routing-key", .text(place.lane(rung.index % place.partitions, of: group))),
                    ("x-dead-letter-strategy", .text("at-least-once")),
                ], on: &channel)
        }
        try makeExchange(place.members(of: group), type: "fanout", on: &channel)
        if group.topic.kind == .topic {
            let rest = Place.restExchange(of: group.topic, partitions: place.partitions)
            try unlessForbidden(&channel) { channel throws(AMQPFault) in
                try bindQueue(place.lane(0, of: group), to: rest, key: "", on: channel)
            }
        } else {
            try makeQueue(place.witness(of: group), Self.quorum, on: &channel)
        }
        // The last one: who finds it, finds everything.
        try makeQueue(place.members(of: group), Self.quorum, on: &channel)
        if isNew { try haveNamesWritten(place.members(of: group) + ":last", on: &channel) }
    }

    /// What the engine gives up by itself is not lost: it goes to the dead letters.
    private static func net(to dead: String) -> [(name: String, value: AMQPValue)] {
        [
            ("x-delivery-limit", .integer(deliveryLimit)), ("x-dead-letter-exchange", .text("")),
            ("x-dead-letter-routing-key", .text(dead)), ("x-dead-letter-strategy", .text("at-least-once")),
        ]
    }

    /// Whether a queue is not there.
    func isMissing(_ queue: String, on channel: inout UInt16) throws(AMQPFault) -> Bool {
        do throws(AMQPFault) {
            try declareQueue(queue, isPassive: true, on: channel)
            return false
        } catch {
            guard error.isNotFound else { throw error }
            channel = try openChannel()
            return true
        }
    }

    /// Has the engine write down the names of the quorum queues that were just made.
    ///
    /// It keeps the latest one in memory until another one is made, or half a second has passed. A queue whose name was lost with
    /// its process comes back without its log, never elects a leader, and every call about it hangs. So the latest one is one that nobody
    /// needs.
    private func haveNamesWritten(_ name: String, on channel: inout UInt16) throws(AMQPFault) {
        try makeQueue(name, Self.quorum, on: &channel)
        try deleteQueue(name, on: channel)
    }

    private func makeExchange(_ name: String, type: String, on channel: inout UInt16) throws(AMQPFault) {
        try make(&channel) { channel, isPassive throws(AMQPFault) in
            try declareExchange(name, type: type, isPassive: isPassive, on: channel)
        }
    }

    private func makeQueue(
        _ name: String, _ arguments: [(name: String, value: AMQPValue)], on channel: inout UInt16
    ) throws(AMQPFault) {
        try make(&channel) { channel, isPassive throws(AMQPFault) in
            try declareQueue(name, isPassive: isPassive, isPassive ? [] : arguments, on: channel)
        }
    }

    /// Makes something; takes it as it is where somebody else made it otherwise, or where this user may make nothing.
    private func make(
        _ channel: inout UInt16, _ body: (UInt16, _ isPassive: Bool) throws(AMQPFault) -> Void
    ) throws(AMQPFault) {
        do throws(AMQPFault) {
            try body(channel, false)
        } catch {
            guard error.isOtherwise || error.isForbidden else { throw error }
            channel = try openChannel()
            guard error.isForbidden else { return }
            do throws(AMQPFault) {
                try body(channel, true)
            } catch let missing {
                // What is not there, this user would have to be allowed to make.
                throw missing.isNotFound ? error : missing
            }
        }
    }

    /// Binds something; who may not do that relies on its having been done.
    private func unlessForbidden(
        _ channel: inout UInt16, _ body: (UInt16) throws(AMQPFault) -> Void
    ) throws(AMQPFault) {
        do throws(AMQPFault) {
            try body(channel)
        } catch {
            guard error.isForbidden else { throw error }
            channel = try openChannel()
        }
    }
}
