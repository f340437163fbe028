import BlockingIO
import CoreMetrics
import Journal
import Logging
import PaymentCore
import Synchronization

extension EngineLoop {
    /// Makes the batch durable and then answers everybody in it.
    ///
    /// If the journal fails, nobody can say whether the batch is on the disk: everybody is told so, and the ledger is rebuilt from what is
    /// really there.
    /// - Returns: whether the batch is durable
    /// - Throws: what kept the journal from being opened again
    @discardableResult
    mutating func commit(at time: Timestamp) throws -> Bool {
        defer {
            report()
            batch.removeAll()
        }
        guard batch.eventCount > 0 else {
            answers.release(ledger)
            return true
        }
        let start = MonotonicClock.now()
        let former = Position(ledger.state.position.value - UInt64(batch.eventCount))
        do throws(JournalFault) {
            _ = try storage?.journal.append(&batch, time: time, expecting: former)
        } catch {
            try recover(from: error)
            return false
        }
        engine.metrics.commitSeconds.recordNanoseconds(Int64(MonotonicClock.now() - start))
        assert(ledger.state.totals().values.allSatisfy(\.isBalanced), "money was made or lost")
        engine.lastTime.store(time.milliseconds, ordering: .releasing)
        // Before the answers: whoever has an answer finds its position announced.
        engine.durable.announce(ledger.state.position)
        answers.release(ledger)
        return true
    }

    /// Tells everybody that the outcome is unknown, and begins anew with what is really in the journal.
    mutating func recover(from fault: JournalFault) throws {
        engine.readiness = .recovering
        engine.metrics.recoveries.increment()
        engine.logger.error("The journal failed: it is opened again", metadata: ["fault": "\(fault)"])
        answers.fail(.storageFailed)
        engine.snapshotting.join()
        try rebuild()
        engine.readiness = .serving
    }

    private mutating func report() {
        let metrics = engine.metrics
        if tally.commands > 0 { metrics.commands.increment(by: tally.commands) }
        if tally.rejections > 0 { metrics.rejections.increment(by: tally.rejections) }
        if tally.replays > 0 { metrics.replays.increment(by: tally.replays) }
        if batch.eventCount > 0 {
            metrics.events.increment(by: batch.eventCount)
            metrics.batches.increment()
            metrics.batchEvents.record(batch.eventCount)
            metrics.position.record(ledger.state.position.value)
            metrics.keys.record(ledger.window.count)
        }
        tally = CommandTally()
    }
}
