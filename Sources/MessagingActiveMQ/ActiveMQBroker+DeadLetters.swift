public import Messaging
import NIOCore

extension ActiveMQBroker {
    /// How many dead letters are looked through for those with given ids.
    static let searchedDeadLetters = 20_000

    /// Looks at dead letters.
    /// - Parameters:
    ///   - group: a group
    ///   - id: go on behind this one; `nil` for the oldest
    ///   - limit: how many at the most
    /// - Returns: the oldest first
    /// - Throws: `unroutable` where the group was not declared
    public func deadLetters(
        of group: ConsumerGroup, after id: String?, limit: Int
    ) async throws(MessagingFault) -> [DeadLetter] {
        try checkOpen()
        try await checkExists(group)
        guard limit > 0 else { return [] }
        var letters: [DeadLetter] = []
        var isBehind = id == nil
        try await browse(ActiveMQNames.deadQueue(of: group)) { frame in
            if isBehind {
                letters.append(Self.deadLetter(frame, of: group))
            } else if frame["message-id"] == id {
                isBehind = true
            }
            return letters.count < limit
        }
        return letters
    }

    /// Gives dead letters back to their group, as new deliveries.
    /// - Parameters:
    ///   - ids: which ones; `nil` for all
    ///   - group: the group
    /// - Returns: how many
    /// - Throws: what keeps it from going on; those that were given back before are given back
    public func redrive(_ ids: [String]?, of group: ConsumerGroup) async throws(MessagingFault) -> Int {
        try checkOpen()
        try await checkExists(group)
        let queue = ActiveMQNames.queue(of: group)
        return try await drain(ActiveMQNames.deadQueue(of: group), ids) { Resending.redrive($0, to: queue) }
    }

    /// Throws messages of a group away.
    ///
    /// What members of other processes hold, received or not, stays.
    /// - Parameters:
    ///   - part: which of them
    ///   - group: the group
    /// - Returns: how many
    /// - Throws: what keeps it from going on
    public func purge(_ part: PurgedPart, of group: ConsumerGroup) async throws(MessagingFault) -> Int {
        try checkOpen()
        try await checkExists(group)
        switch part {
        case .deadLetters:
            return try await drain(ActiveMQNames.deadQueue(of: group), nil) { _ in nil }
        case .waiting: return try await purgeWaiting(of: group)
        }
    }

    private func purgeWaiting(of group: ConsumerGroup) async throws(MessagingFault) -> Int {
        let queue = ActiveMQNames.queue(of: group)
        let tally = tally(of: group)
        var purged = 0
        let jobs = try await control.statisticsAndJobs([queue])?.jobs ?? []
        let mine = jobs.filter { $0["original-destination"] == "/queue/\(queue)" }.compactMap { $0["scheduledJobId"] }
        try await control.removeJobs(mine)
        tally.finished(mine.count)
        purged += mine.count
        while true {
            var round = 0
            // The broker sends a member more as soon as there is room again.
            for consumer in tally.consumers { round += try await consumer.purgeBuffered() }
            let drained = try await drain(queue, nil) { _ in nil }
            tally.finished(drained)
            round += drained
            purged += round
            if round == 0 { return purged }
        }
    }

    static func deadLetter(_ frame: StompFrame, of group: ConsumerGroup) -> DeadLetter {
        let time = frame.milliseconds(FlorinHeader.time) ?? frame.milliseconds("timestamp")
        return DeadLetter(
            id: frame["message-id"] ?? "", message: MessageCarrier.message(from: frame).message,
            reason: PercentText.decoded(frame[FlorinHeader.reason] ?? ""), group: group,
            attempts: frame.count(FlorinHeader.attempts) ?? 1,
            time: time.map(MessageTime.time(milliseconds:)))
    }
}
