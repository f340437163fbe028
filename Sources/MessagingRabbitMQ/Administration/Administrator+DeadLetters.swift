import Messaging

extension Administrator {
    /// How many messages are asked for before the first answer is looked at.
    private static let pipelined = 64

    /// Looks at dead letters: takes them without settling them, and closes the channel, upon which each goes back to its place.
    /// - Parameters:
    ///   - queue: the queue
    ///   - group: whose it is
    ///   - id: go on behind this one
    ///   - limit: how many at the most
    ///   - deadline: until when, in nanoseconds of the monotonic clock
    /// - Returns: the oldest first
    /// - Throws: what keeps it from looking
    func browse(
        _ queue: String, of group: ConsumerGroup, after id: String?, limit: Int, until deadline: UInt64
    ) async throws(MessagingFault) -> [DeadLetter] {
        try await perform(until: deadline) { connection, _ throws(AMQPFault) in
            let channel = try connection.openChannel()
            var letters: [DeadLetter] = []
            var isBehind = id == nil
            var isAtEnd = false
            while letters.count < limit, !isAtEnd {
                let count = isBehind ? min(Self.pipelined, limit - letters.count) : Self.pipelined
                for message in try Self.get(count, from: queue, over: connection, on: channel) {
                    guard let message = message.message else {
                        isAtEnd = true
                        continue
                    }
                    if isBehind, letters.count < limit { letters.append(message.deadLetter(of: group)) }
                    if message.deadID == id { isBehind = true }
                }
            }
            try connection.closeChannel(channel)
            return letters
        }
    }

    /// Gives dead letters back to lanes.
    /// - Parameters:
    ///   - ids: which ones; `nil` for all that are there now
    ///   - queue: the queue of dead letters
    ///   - publisher: publishes them, confirmed, before they are settled
    ///   - lane: where a message goes
    /// - Returns: how many
    /// - Throws: what keeps it from going on
    func redrive(
        _ ids: Set<String>?, from queue: String, through publisher: Publisher,
        to lane: @escaping @Sendable (Message, Int) -> String
    ) async throws(MessagingFault) -> Int {
        var left = try await counts(of: [queue], until: settings.deadline())[0]
        var wanted = ids
        var channel: UInt16?
        var mine: UInt64 = 0
        var count = 0
        while left > 0, wanted.map({ !$0.isEmpty }) ?? true {
            let known = channel
            let expected = mine
            let batch = try await perform(until: settings.deadline()) { connection, _ throws(AMQPFault) in
                // On another connection it begins anew: what was not settled is back in its place.
                let isSame = known != nil && expected == session
                let current = isSame ? known ?? 0 : try connection.openChannel()
                let messages = try Self.get(min(Self.pipelined, left), from: queue, over: connection, on: current)
                return (channel: current, session: session, messages: messages)
            }
            channel = batch.channel
            mine = batch.session
            left -= batch.messages.count
            if batch.messages.contains(where: { $0.message == nil }) { left = 0 }
            let chosen = batch.messages.compactMap { tag, message -> (tag: UInt64, message: AMQPMessage)? in
                guard let message, wanted?.contains(message.deadID) ?? true else { return nil }
                return (tag, message)
            }
            for one in chosen { wanted?.remove(one.message.deadID) }
            let outgoing = chosen.enumerated().map { index, one in
                let original = one.message.original
                return Outgoing(
                    exchange: "", routingKey: lane(original.message().message, index), message: original,
                    isShortened: true)
            }
            do throws(MessagingFault) {
                try await publisher.publish(outgoing.count) { outgoing[$0] }
                try await settle(chosen.map(\.tag), on: batch.channel, of: batch.session, asking: queue)
            } catch {
                // Nobody would see what is taken and not settled. Where that fails too, the connection ends, and it is given back with that.
                try? await leave(batch.channel, of: batch.session)
                throw error
            }
            count += chosen.count
        }
        if let channel { try await leave(channel, of: mine) }
        return count
    }

    private func settle(
        _ tags: [UInt64], on channel: UInt16, of expected: UInt64, asking queue: String
    ) async throws(MessagingFault) {
        let isDone = try await perform(until: settings.deadline()) { connection, _ throws(AMQPFault) in
            guard expected == session else { return false }
            for tag in tags { try connection.acknowledge(tag, isMultiple: false, on: channel) }
            // Its answer means that the engine has the acknowledgements.
            try connection.declareQueue(queue, isPassive: true, on: channel)
            return true
        }
        if !isDone { throw Self.interrupted(settings) }
    }

    private func leave(_ channel: UInt16, of expected: UInt64) async throws(MessagingFault) {
        guard expected == session else { return }
        try await perform(until: settings.deadline()) { connection, _ throws(AMQPFault) in
            if expected == session { try connection.closeChannel(channel) }
        }
    }

    /// Takes messages without settling them; `nil` for each that the queue has not.
    private static func get(
        _ count: Int, from queue: String, over connection: AMQPConnection, on channel: UInt16
    ) throws(AMQPFault) -> [(tag: UInt64, message: AMQPMessage?)] {
        for _ in 0..<count { try connection.askForMessage(of: queue, on: channel) }
        var messages: [(tag: UInt64, message: AMQPMessage?)] = []
        while messages.count < count {
            switch try connection.awaitEvent() {
            case .got(channel, let tag, let message): messages.append((tag, message))
            case .closed(channel, let code, let text): throw .channelRefused(code: code, text: text)
            default: break
            }
        }
        return messages
    }
}
