import BlockingIO
import Journal
import Logging
import PaymentCore

/// The thread of a subscription.
struct SubscriptionLoop<S: JournalSubscriber, R: JournalReader> {
    let name: String
    let settings: SubscriptionSettings
    let produced: PositionGauge
    let consumed: PositionGauge
    let measures: SubscriptionMeasures
    let reopening: ReopenRequest
    let logger: Logger
    let open: @Sendable () throws -> (subscriber: S, reader: R)

    /// Works until the gauge is closed.
    func run() {
        WorkerThread.yieldToOthers(niceness: settings.niceness)
        // Nothing to open before the engine has opened the journal.
        while produced.waitUntilKnown() {
            do {
                try follow()
                return
            } catch {
                measures.note(fault: "\(error)")
                logger.error(
                    "A subscriber of the journal failed and is opened again",
                    metadata: ["subscription": "\(name)", "error": "\(error)"])
                produced.gather(untilMonotonicNanoseconds: after(milliseconds: settings.pauseMilliseconds))
            }
        }
    }

    /// A commit of so many events shows that many come.
    private static var busyEvents: Int { 100 }

    private func follow() throws {
        var (subscriber, reader) = try open()
        consumed.restart(at: subscriber.position)
        measures.begin(
            produced: produced.position.value, consumed: subscriber.position.value, at: MonotonicClock.now())
        var isBusy = false
        while let end = produced.wait(beyond: subscriber.position, or: { reopening.isSet }) {
            try reopening.check()
            if end.value - subscriber.position.value < UInt64(settings.maximumEventsPerCommit) {
                let gathering = isBusy ? settings.busyGatherMilliseconds : settings.gatherMilliseconds
                produced.gather(untilMonotonicNanoseconds: after(milliseconds: max(gathering, 0)))
            }
            let (start, former) = (MonotonicClock.now(), subscriber.position)
            var count = 0
            try reader.read(after: former, upTo: produced.position) { header, payload, hash in
                try subscriber.consume(header, payload, hash: hash)
                count += header.eventCount
                return count < settings.maximumEventsPerCommit
            }
            try subscriber.commit()
            isBusy = count >= SubscriptionLoop.busyEvents
            measures.note(
                events: subscriber.position.value - former.value, nanoseconds: MonotonicClock.now() - start)
            consumed.announce(subscriber.position)
        }
    }

    private func after(milliseconds: Int) -> UInt64 {
        MonotonicClock.now() + UInt64(milliseconds) * 1_000_000
    }
}
