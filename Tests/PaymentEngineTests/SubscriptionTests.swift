import BlockingIO
import Journal
import JournalFile
import JournalTestSupport
import PaymentCore
import Synchronization
import Testing

@testable import PaymentEngine

/// What a subscriber has taken in for good, over all its lives.
final class Notebook: Sendable {
    struct Content: Sendable {
        var events: [Event] = []
        var position = Position.start
        var openings = 0
        var commits = 0
        /// At which positions it fails once.
        var failures: Set<UInt64> = []
    }

    let content = Mutex(Content())

    struct Failure: Error {}
}

/// Writes events down, and fails where the notebook says so, before or after it has looked at them.
struct Scribe: JournalSubscriber {
    let notebook: Notebook
    private(set) var position: Position
    private var pending: [Event] = []
    private var end: Position

    init(_ notebook: Notebook) {
        self.notebook = notebook
        position = notebook.content.withLock { content in
            content.openings += 1
            return content.position
        }
        end = position
    }

    mutating func consume(_ header: BatchHeader, _ payload: RawSpan, hash: ChainHash) throws {
        if notebook.content.withLock({ $0.failures.remove(header.last.value) != nil }) { throw Notebook.Failure() }
        var decoder = EntryDecoder()
        var events: [Event] = []
        var stamp: IdempotencyStamp?
        var place = Position(header.first.value - 1)
        while try decoder.next(in: payload, events: &events, stamp: &stamp) {
            for event in events {
                place = place.next
                if place > position { pending.append(event) }
            }
        }
        end = header.last
    }

    mutating func commit() throws {
        notebook.content.withLock { content in
            content.events += pending
            content.position = end
            content.commits += 1
        }
        pending = []
        position = end
    }
}

@Suite("Subscription")
struct SubscriptionTests {
    @Test func `a subscriber gets every event once and in order, through failures and restarts`() async throws {
        let bench = EngineBench()
        let notebook = Notebook()
        notebook.content.withLock { $0.failures = [6, 8, 40, 42, 78] }
        for life in 0..<3 as Range<UInt64> {
            try await bench.withEngine { engine in
                if life == 0 { try await engine.begin() }
                try await following(engine, bench, notebook) { subscription in
                    for number in 0..<40 as Range<UInt64> {
                        try await engine.take(Envelopes.pay(life * 100 + number, 5, key: life * 100 + number))
                    }
                    #expect(await subscription.wait(for: engine.durable.position, timeout: .seconds(60)))
                    #expect(subscription.quantities.depth == 0)
                }
            }
        }
        let expected = try events(on: bench)
        notebook.content.withLock { content in
            #expect(content.events == expected)
            #expect(content.failures.isEmpty)
            #expect(content.openings == 3 + 5)
        }
    }

    @Test func `what is not durable reaches no subscriber`() async throws {
        let bench = EngineBench()
        let notebook = Notebook()
        try await bench.withEngine { engine in
            try await engine.begin()
            try await following(engine, bench, notebook) { subscription in
                #expect(await subscription.wait(for: Position(4), timeout: .seconds(60)))
                let mayFail = Mutex(true)
                bench.hook.set { (operation, _) throws(JournalFault) in
                    let isFirst = mayFail.withLock { mayFail in
                        defer { if case .sync = operation { mayFail = false } }
                        if case .sync = operation { return mayFail }
                        return false
                    }
                    if isFirst { throw JournalFault(.io, "The sync failed") }
                }
                let answer = try? await engine.submit(Envelopes.pay(1, 5, key: 1))
                #expect(answer == nil)
                try await engine.take(Envelopes.pay(2, 5, key: 2))
                #expect(await subscription.wait(for: engine.durable.position, timeout: .seconds(60)))
            }
        }
        let expected = try events(on: bench)
        notebook.content.withLock { #expect($0.events == expected) }
    }

    @Test func `the quantities are those of a queue`() {
        var quantities = SubscriptionQuantities(
            name: "x", produced: 1_000, consumed: 400, serviceSeconds: 0.01, parallelism: 2, rateIn: 0, rateOut: 0,
            fault: nil)
        #expect(quantities.depth == 600)
        #expect(abs(quantities.drainSeconds - 3) < 1e-9)
        quantities.consumed = 2_000
        #expect(quantities.depth == 0)
    }

    @Test func `a rate follows what happens, and forgets`() {
        var meter = RateMeter(count: 0, at: 0)
        #expect(meter.rate(count: 5, at: 100_000_000) == 0)
        #expect(meter.rate(count: 100, at: 1_000_000_000) == 100)
        var rate = 0.0
        for second in 2...200 as ClosedRange<UInt64> {
            rate = meter.rate(count: 100 + (second - 1) * 50, at: second * 1_000_000_000)
        }
        #expect(abs(rate - 50) < 1)
        for second in 201...400 as ClosedRange<UInt64> {
            rate = meter.rate(count: 100 + 199 * 50, at: second * 1_000_000_000)
        }
        #expect(rate < 1)
    }

    /// Runs a body while a subscription follows an engine.
    private func following(
        _ engine: PaymentEngine, _ bench: EngineBench, _ notebook: Notebook,
        _ body: (Subscription) async throws -> Void
    ) async throws {
        var settings = SubscriptionSettings()
        settings.pauseMilliseconds = 1
        settings.maximumEventsPerCommit = 3
        let disk = bench.storage.disk()
        let subscription = Subscription(
            name: "scribe", settings: settings, produced: engine.durable, logger: EngineBench.logger
        ) {
            (Scribe(notebook), try FileJournalReader(disk: disk))
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await subscription.run() }
            try await body(subscription)
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    private func events(on bench: EngineBench) throws -> [Event] {
        let journal = try FileJournal(
            disk: bench.storage.copy().disk(), settings: EngineBench.journalSettings)
        var all: [Event] = []
        try journal.read(after: .start) { _, payload in
            var decoder = EntryDecoder()
            var events: [Event] = []
            var stamp: IdempotencyStamp?
            while try decoder.next(in: payload, events: &events, stamp: &stamp) { all += events }
        }
        return all
    }
}
