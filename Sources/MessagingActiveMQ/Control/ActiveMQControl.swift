import Logging
import Messaging
import NIOCore

/// Questions to the broker itself: what its queues hold, and what its scheduler does.
///
/// Each exchange is one burst of questions, with a message to the own reply queue behind them: when that comes, everything has been answered.
actor ActiveMQControl {
    /// What a burst of questions brought.
    struct Answers {
        var queues: [QueueStatistics] = []
        var jobs: [StompFrame] = []
        /// Which broker answered, see ``StompConnection/engine``.
        var engine: String?
    }

    private static let replies = "/temp-queue/florin"

    // With a frame behind it that has the receipt, since a subscription's own receipt would delay its first messages.
    private static let subscription = [
        StompFrame(
            "SUBSCRIBE",
            [
                StompHeader("id", "replies"), StompHeader("destination", replies), StompHeader("ack", "auto"),
                StompHeader("transformation", "jms-map-xml"),
            ]),
        StompFrame("BEGIN", [StompHeader("transaction", "barrier")]),
        StompFrame("ABORT", [StompHeader("transaction", "barrier")]),
    ]

    private let settings: StompSettings
    private let logger: Logger
    private let link: StompLink
    private var exchanges: UInt64 = 0
    private var isBusy = false
    private var waiting: [CheckedContinuation<Void, Never>] = []
    // Whether this broker has the statistics plugin and can put its answers into frames; nil until it was asked.
    private var hasStatistics: Bool?

    /// Creates it; it connects with the first question.
    init(_ settings: StompSettings, logger: Logger) {
        self.settings = settings
        self.logger = logger
        link = StompLink(settings) { (connection) throws(MessagingFault) in
            try await connection.request(ActiveMQControl.subscription)
        }
    }

    /// The statistics of queues.
    /// - Parameter patterns: names, with `*` for one part and `>` for the rest
    /// - Returns: those that there are; `nil` where the broker does not say
    /// - Throws: what keeps it from asking
    func statistics(_ patterns: [String]) async throws(MessagingFault) -> [QueueStatistics]? {
        guard try await canAsk() else { return nil }
        return try await ask(patterns.map(Self.question)).queues
    }

    /// The statistics of queues, and what waits in the scheduler, at one moment.
    /// - Returns: `nil` where the broker does not say
    func statisticsAndJobs(_ patterns: [String]) async throws(MessagingFault) -> Answers? {
        guard try await canAsk() else { return nil }
        return try await ask(patterns.map(Self.question) + [Self.browse])
    }

    /// Takes messages out of the scheduler.
    func removeJobs(_ ids: [String]) async throws(MessagingFault) {
        guard !ids.isEmpty else { return }
        _ = try await ask(
            ids.map { id in
                StompFrame(
                    "SEND",
                    [
                        StompHeader("destination", "/topic/ActiveMQ.Scheduler.Management"),
                        StompHeader("AMQ_SCHEDULER_ACTION", "REMOVE"), StompHeader("scheduledJobId", id),
                    ])
            })
    }

    /// Closes the connection.
    func close() async {
        await link.close()
    }

    private static func question(_ pattern: String) -> StompFrame {
        StompFrame(
            "SEND",
            [
                StompHeader("destination", "/queue/ActiveMQ.Statistics.Destination" + pattern),
                StompHeader("reply-to", replies),
            ])
    }

    private static let browse = StompFrame(
        "SEND",
        [
            StompHeader("destination", "/topic/ActiveMQ.Scheduler.Management"),
            StompHeader("AMQ_SCHEDULER_ACTION", "BROWSE"), StompHeader("reply-to", replies),
        ])

    // Decided once, by what the broker itself says: a connection that is lost, or refused for the moment, decides nothing.
    private func canAsk() async throws(MessagingFault) -> Bool {
        if let hasStatistics { return hasStatistics }
        let deadline = NIODeadline.now() + settings.timeout.timeAmount
        if try await refusesSubscription(before: deadline), try await refusesSubscription(before: deadline) {
            return decided(false, "it ends a connection that asks for XML: there is no xstream.jar on its class path")
        }
        let probe = StompFrame(
            "SEND",
            [StompHeader("destination", "/queue/ActiveMQ.Statistics.Broker"), StompHeader("reply-to", Self.replies)])
        guard try await exchange([probe]).contains(where: { !$0.body.isEmpty }) else {
            return decided(false, "it has no statisticsBrokerPlugin")
        }
        return decided(true, "")
    }

    private func decided(_ isThere: Bool, _ reason: String) -> Bool {
        // Somebody else may have asked meanwhile.
        guard hasStatistics == nil else { return hasStatistics ?? isThere }
        hasStatistics = isThere
        if !isThere {
            logger.warning(
                "the broker gives no statistics: messages for a topic without a group are lost, and the depth has nothing of what waits for a retry",
                metadata: ["engine": "\(settings.label)", "reason": "\(reason)"])
        }
        return isThere
    }

    // Whether the broker lets us in, ends that connection for its subscription, and lets us in again right after it.
    private func refusesSubscription(before deadline: NIODeadline) async throws(MessagingFault) -> Bool {
        let connection = try await StompConnection.open(settings, before: deadline)
        do throws(MessagingFault) {
            try await connection.request(Self.subscription)
        } catch {
            connection.close(error)
            guard error.code == .unavailable, let engine = connection.engine else { throw error }
            let witness = try await StompConnection.open(settings, before: deadline)
            let isSame = witness.engine == engine
            await witness.disconnect()
            guard isSame else { throw error }
            return true
        }
        await connection.disconnect()
        return false
    }

    private func ask(_ questions: [StompFrame]) async throws(MessagingFault) -> Answers {
        var answers = Answers()
        for frame in try await exchange(questions) {
            if frame["scheduledJobId"] != nil {
                answers.jobs.append(frame)
            } else if let statistics = QueueStatistics(xml: frame.body) {
                answers.queues.append(statistics)
            }
        }
        answers.engine = await link.current()?.engine
        return answers
    }

    private func exchange(_ questions: [StompFrame]) async throws(MessagingFault) -> [StompFrame] {
        let deadline = NIODeadline.now() + settings.timeout.timeAmount
        while isBusy { await withCheckedContinuation { waiting.append($0) } }
        isBusy = true
        defer {
            isBusy = false
            if !waiting.isEmpty { waiting.removeFirst().resume() }
        }
        let connection = try await link.open(before: deadline)
        do throws(MessagingFault) {
            return try await exchange(questions, on: connection, before: deadline)
        } catch {
            connection.close(error)
            await link.drop(connection)
            throw error
        }
    }

    private func exchange(
        _ questions: [StompFrame], on connection: StompConnection, before deadline: NIODeadline
    ) async throws(MessagingFault) -> [StompFrame] {
        exchanges += 1
        let token = "florin-\(exchanges)"
        let end = StompFrame(
            "SEND", [StompHeader("destination", Self.replies), StompHeader(FlorinHeader.marker, token)])
        try connection.send(questions + [end])
        var answers: [StompFrame] = []
        while true {
            for frame in try connection.inbox.takeNow(.max) {
                if frame[FlorinHeader.marker] == token { return answers }
                answers.append(frame)
            }
            guard NIODeadline.now() < deadline else {
                throw MessagingFault(.timeout, "\(settings.label) did not answer within \(settings.timeout)")
            }
            await connection.inbox.wait(until: deadline)
            if Task.isCancelled { throw MessagingFault(.unavailable, "Asking \(settings.label) was cancelled") }
        }
    }
}
