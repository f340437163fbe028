import Messaging

/// What is made in the engine.
extension AMQPConnection {
    private static let quorum: [(name: String, value: AMQPValue)] = [
        ("x-queue-type", .text("quorum")), ("x-overflow", .text("reject-publish")),
    ]

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
            try unlessOtherwise(&channel) { channel throws(AMQPFault) in
                try declareExchange(topic.name, type: "topic", on: channel)
            }
        }
        let lanes = Place.lanesExchange(of: topic)
        let count = try makeLanes(lanes, of: topic, partitions, on: &channel)
        try declareExchange(Place.restExchange(of: topic, partitions: count), type: "fanout", on: channel)
        try bindExchange(lanes, to: topic.name, key: "#", on: channel)
        return Place(topic: topic, partitions: count)
    }

    /// Makes a queue or a group, with all that belongs to it.
    func makeGroup(_ group: ConsumerGroup, at place: Place, on channel: inout UInt16) throws(AMQPFault) {
        let isNew = try isMissing(place.members(of: group), on: &channel)
        for (index, lane) in place.lanes(of: group).enumerated() {
            let single: [(name: String, value: AMQPValue)] =
                group.topic.kind == .topic ? [("x-single-active-consumer", .boolean(true))] : []
            try makeQueue(lane, Self.quorum + single, on: &channel)
            guard group.topic.kind == .topic else { continue }
            try bindQueue(lane, to: Place.lanesExchange(of: group.topic), key: String(index), on: channel)
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
        try makeQueue(place.dead(of: group), [], on: &channel)
        try declareExchange(place.members(of: group), type: "fanout", on: channel)
        if group.topic.kind == .topic {
            let rest = Place.restExchange(of: group.topic, partitions: place.partitions)
            try bindQueue(place.lane(0, of: group), to: rest, key: "", on: channel)
        }
        // The last one: who finds it, finds everything.
        try makeQueue(place.members(of: group), Self.quorum, on: &channel)
        if isNew { try haveNamesWritten(place.members(of: group) + ":last", on: &channel) }
    }

    private func isMissing(_ queue: String, on channel: inout UInt16) throws(AMQPFault) -> Bool {
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

    /// The number of lanes is in the name of the exchange that gets the rest, which the engine compares.
    private func makeLanes(
        _ name: String, of topic: Topic, _ partitions: Int, on channel: inout UInt16
    ) throws(AMQPFault) -> Int {
        do throws(AMQPFault) {
            try declareLanes(name, of: topic, partitions, on: channel)
            return partitions
        } catch {
            guard case .channelRefused(406, let text) = error else { throw error }
            channel = try openChannel()
            if let told = Self.partitions(in: text, of: name) {
                try declareLanes(name, of: topic, told, on: channel)
                return told
            }
        }
        // The engine's text ends after 255 bytes: with a long name the number is not in it.
        for partitions in 1...256 {
            do throws(AMQPFault) {
                try declareLanes(name, of: topic, partitions, on: channel)
                return partitions
            } catch {
                guard error.isOtherwise else { throw error }
                channel = try openChannel()
            }
        }
        throw .channelRefused(code: 406, text: "The exchange \(name) was made by something else")
    }

    private func declareLanes(
        _ name: String, of topic: Topic, _ partitions: Int, on channel: UInt16
    ) throws(AMQPFault) {
        let rest = Place.restExchange(of: topic, partitions: partitions)
        try declareExchange(name, type: "direct", [("alternate-exchange", .text(rest))], on: channel)
    }

    /// Reads the number of lanes in the engine's words: `… but current is the value 'payments:lanes:8' …`.
    static func partitions(in text: String, of name: String) -> Int? {
        guard let current = text.ranges(of: "current is").last else { return nil }
        guard let found = text[current.upperBound...].ranges(of: name + ":").first else { return nil }
        return Int(text[found.upperBound...].prefix { $0.isASCII && $0.isNumber })
    }

    private func makeQueue(
        _ name: String, _ arguments: [(name: String, value: AMQPValue)], on channel: inout UInt16
    ) throws(AMQPFault) {
        try unlessOtherwise(&channel) { channel throws(AMQPFault) in
            try declareQueue(name, arguments, on: channel)
        }
    }

    /// Makes something; takes it as it is where somebody else made it otherwise.
    private func unlessOtherwise(
        _ channel: inout UInt16, _ body: (UInt16) throws(AMQPFault) -> Void
    ) throws(AMQPFault) {
        do throws(AMQPFault) {
            try body(channel)
        } catch {
            guard error.isOtherwise else { throw error }
            channel = try openChannel()
        }
    }
}
