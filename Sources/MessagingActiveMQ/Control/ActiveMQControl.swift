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

    private let settings: StompSettings
    private let link: StompLink
    private var exchanges: UInt64 = 0
    private var isBusy = false
    private var waiting: [CheckedContinuation<Void, Never>] = []
    // Whether this broker has the statistics plugin and can put its answers into frames; nil until it was asked.
    private var hasStatistics: Bool?

    /// Creates it; it connects with the first question.
    init(_ settings: StompSettings) {
        self.settings = settings
        link = StompLink(settings) { (connection) throws(MessagingFault) in
            // A frame with a receipt behind it, since a subscription's own receipt would delay its first messages.
            try await connection.request([
                StompFrame(
                    "SUBSCRIBE",
                    [
                        StompHeader("id", "replies"), StompHeader("destination", ActiveMQControl.replies),
                        StompHeader("ack", "auto"), StompHeader("transformation", "jms-map-xml"),
                    ]),
                StompFrame("BEGIN", [StompHeader("transaction", "barrier")]),
                StompFrame("ABORT", [StompHeader("transaction", "barrier")]),
            ])
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

    private func canAsk() async throws(MessagingFault) -> Bool {
        if let hasStatistics { return hasStatistics }
        // First without the subscription, to tell a broker that cannot be reached from one that does not like it.
        await (try StompLink(settings).open()).disconnect()
        do throws(MessagingFault) {
            _ = try await link.open(before: .now() + min(settings.timeout, .seconds(2)).timeAmount)
        } catch {
            // It logs in, but a subscription that asks for XML ends the connection: a broker without XStream on its class path.
            guard error.code == .unavailable else { throw error }
            hasStatistics = false
            return false
        }
        let probe = StompFrame(
            "SEND",
            [StompHeader("destination", "/queue/ActiveMQ.Statistics.Broker"), StompHeader("reply-to", Self.replies)])
        let isAnswered = try await exchange([probe]).contains { !$0.body.isEmpty }
        hasStatistics = isAnswered
        return isAnswered
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
