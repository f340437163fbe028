import Journal
import PaymentCore

extension EngineLoop {
    /// Decides commands that happen together or not at all.
    ///
    /// They stand in one batch, whose size limits the group.
    mutating func executeGroup(_ envelopes: [CommandEnvelope], at time: inout Timestamp, _ waiter: Waiter<[Reply]>)
        throws
    {
        guard envelopes.count <= engine.settings.maximumBatchCommands else {
            return waiter.succeed(envelopes.map { _ in .failure(.groupTooLarge) })
        }
        if batch.eventCount > 0 {
            try commit(at: time)
            time = now()
        }
        if let fault = try reserve() { return waiter.fail(fault) }
        guard ledger.hasRoom(forKeysOf: envelopes, at: time) else { return waiter.fail(.windowFull) }
        ledger.beginGroup()
        let start = (bytes: batch.bytes.count, events: batch.eventCount)
        let (replies, isWhole) = try decideAll(envelopes, at: time)
        if isWhole {
            ledger.commitGroup()
        } else {
            ledger.rollBackGroup()
            batch.bytes.removeLast(batch.bytes.count - start.bytes)
            batch.eventCount = start.events
        }
        answers.add(waiter, replies)
    }

    /// Decides until one is refused; the others are refused for its sake, then.
    private mutating func decideAll(
        _ envelopes: [CommandEnvelope], at time: Timestamp
    ) throws -> (replies: [Reply], isWhole: Bool) {
        var replies: [Reply] = []
        replies.reserveCapacity(envelopes.count)
        for index in envelopes.indices {
            if batch.totalSizeBytes + EngineLoop.maximumEntrySizeBytes > (storage?.journal.maximumBatchSizeBytes ?? 0) {
                return (envelopes.map { _ in .failure(.groupTooLarge) }, false)
            }
            let reply = try decide(envelopes[index], at: time)
            if case .failure = reply {
                var refusals = [Reply](repeating: .failure(.linkedCommandFailed), count: envelopes.count)
                refusals[index] = reply
                return (refusals, false)
            }
            replies.append(reply)
        }
        return (replies, true)
    }
}
