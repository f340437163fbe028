import Journal
import PaymentCore

/// Measures the views: how fast a file is filled with synthetic payments, and how fast it answers.
///
/// The batches are made in memory, some ten thousand payments at a time; only what the writer does is timed.
public struct ViewBench: Sendable {
    /// How references of orders follow each other.
    public enum References: String, Sendable, CaseIterable {
        /// As a shop counts them.
        case ascending
        /// As hashes or random UUIDs.
        case random
    }

    /// How many payments there are.
    public var payments = 1_000_000
    /// How many accounts there are.
    public var accounts = 10_000
    /// How many payments a batch holds.
    public var paymentsPerBatch = 500
    /// Whether the writer commits after every batch, as it does when little is going on, instead of when it has collected enough.
    public var commitsEveryBatch = false
    /// How references of orders follow each other; each payment has one of its own.
    public var references = References.ascending
    /// How often each question is asked.
    public var questions = 300

    /// The clock for the answers.
    ///
    /// The time of the wall unless set; on a machine that does other things, too, the processor time of the process says more.
    public var clock: @Sendable () -> Duration = {
        let start = ContinuousClock.now
        return { start.duration(to: .now) }
    }()

    let settings: ViewSettings

    /// Prepares a measurement.
    /// - Parameter settings: where the file is made; one that is there is used again where it holds as many payments already
    public init(_ settings: ViewSettings) {
        self.settings = settings
    }

    /// Fills the file and asks it.
    /// - Parameter report: takes a line of text now and then
    /// - Returns: what was measured
    /// - Throws: ``ViewFault``
    public func run(_ report: (String) -> Void) async throws -> ViewBenchResult {
        let store = try ViewStore(settings: settings, journalTag: 1)
        var result = ViewBenchResult()
        if try store.head().position == .start { try fill(store, &result, report) }
        try await ask(store, &result)
        return result
    }

    private func fill(_ store: ViewStore, _ result: inout ViewBenchResult, _ report: (String) -> Void) throws {
        var source = ViewBenchSource(self)
        var writer = try ViewWriter(store)
        let clock = ContinuousClock()
        var spent = Duration.zero
        var (lastSpent, lastEvents) = (Duration.zero, 0)
        var events = 0
        for batch in try source.openAccounts() {
            try batch.feed(&writer)
        }
        try writer.commit()
        while source.madePayments < payments {
            let batches = try source.next(min(25_000, payments - source.madePayments))
            let start = clock.now
            for batch in batches {
                try batch.feed(&writer)
                if commitsEveryBatch { try writer.commit() }
                events += batch.header.eventCount
            }
            spent += start.duration(to: clock.now)
            if source.madePayments.isMultiple(of: 500_000) {
                let rate = Double(events - lastEvents) / ViewBench.seconds(spent - lastSpent)
                report("\(source.madePayments) payments: \(Int(rate)) events/s")
                (lastSpent, lastEvents) = (spent, events)
            }
        }
        let start = clock.now
        try writer.commit()
        spent += start.duration(to: clock.now)
        result.eventsPerSecond = Double(events) / ViewBench.seconds(spent)
    }

    static func seconds(_ duration: Duration) -> Double {
        duration / .seconds(1)
    }
}
