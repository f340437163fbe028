import FoundationEssentials
public import Messaging

extension ActiveMQBroker {
    /// How much a group still has before it.
    ///
    /// The broker counts what it sent to a member as in flight, received or not; what waits at members of this process counts as ready here.
    /// ``Depth/consumed`` is what this process finished.
    /// - Parameter group: a group that was declared
    /// - Returns: its depth
    /// - Throws: `unroutable` where the group was not declared
    public func depth(of group: ConsumerGroup) async throws(MessagingFault) -> Depth {
        try checkOpen()
        try ActiveMQNames.check(group.topic)
        let queue = ActiveMQNames.queue(of: group)
        let deadQueue = ActiveMQNames.deadQueue(of: group)
        let tally = tally(of: group)
        guard let answers = try await settledAnswers(queue, deadQueue) else {
            return try await browsedDepth(queue, deadQueue, tally)
        }
        guard let main = answers.queues.first(where: { $0.queue == queue }) else {
            throw MessagingFault(.unroutable, "\(label) has no \(group): it was not declared")
        }
        let counts = ProcessMembers.shared.counts(of: queue, at: answers.engine)
        let inFlight =
            main.consumers <= counts.members ? counts.unsettled : max(0, main.inFlight - counts.buffered)
        let delayed = answers.jobs.count { $0["original-destination"] == "/queue/\(queue)" }
        let dead = answers.queues.first { $0.queue == deadQueue }?.size ?? 0
        return Depth(
            ready: max(0, main.size - inFlight), inFlight: min(inFlight, main.size), delayed: delayed, dead: dead,
            consumed: tally.consumed)
    }

    // The scheduler forgets a message a moment after it has sent it: while one is due that moment is waited for, so that none counts twice.
    private func settledAnswers(
        _ queue: String, _ deadQueue: String
    ) async throws(MessagingFault) -> ActiveMQControl.Answers? {
        var tries = 0
        while true {
            guard let answers = try await control.statisticsAndJobs([queue, deadQueue]) else { return nil }
            let now = MessageTime.milliseconds(Date())
            let isDue = answers.jobs.contains { job in
                job["original-destination"] == "/queue/\(queue)"
                    && job.milliseconds(FlorinHeader.due).map { $0 <= now } ?? false
            }
            tries += 1
            guard isDue, tries < 20 else { return answers }
            do { try await Task.sleep(for: .milliseconds(100)) } catch { return answers }
        }
    }

    private func browsedDepth(
        _ queue: String, _ deadQueue: String, _ tally: GroupTally
    ) async throws(MessagingFault) -> Depth {
        var size = 0
        var dead = 0
        try await browse(queue) { _ in
            size += 1
            return true
        }
        try await browse(deadQueue) { _ in
            dead += 1
            return true
        }
        let engine = try await publishing.open().engine
        let inFlight = min(size, ProcessMembers.shared.counts(of: queue, at: engine).unsettled)
        return Depth(ready: size - inFlight, inFlight: inFlight, dead: dead, consumed: tally.consumed)
    }
}
