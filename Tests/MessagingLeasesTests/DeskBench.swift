import MessagingTestSupport
import Testing

@testable import Messaging

/// A desk that runs over an engine in memory.
///
/// No test of it may depend on how fast the machine is: what is to end, ends soon, and the test waits for it as long as it takes; what is not to end, lasts
/// longer than any test; that something comes never early is measured from before the call that sets its time.
struct DeskBench: Sendable {
    /// What ``until(_:)`` throws.
    struct TooLate: Error {}

    let broker: MemoryBroker
    let desk: LeaseDesk
    let queue: ConsumerGroup

    static func with(
        _ settings: LeaseDeskSettings = .patient, _ guarantees: Guarantees = Guarantees(),
        _ body: (DeskBench) async throws -> Void
    ) async throws {
        let broker = MemoryBroker(guarantees)
        let desk = LeaseDesk(broker, settings: settings)
        let bench = DeskBench(broker: broker, desk: desk, queue: try ConsumerGroup(queue: "work"))
        try await broker.declare(bench.queue, startingAt: .beginning)
        try await run(desk) { try await body(bench) }
        #expect(broker.members == 0)
    }

    /// Runs a desk as long as a test needs it.
    static func run(_ desk: LeaseDesk, _ body: () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await desk.run() }
            do {
                try await until { await desk.accepts }
                try await body()
            } catch {
                tasks.cancelAll()
                throw error
            }
            tasks.cancelAll()
            try await tasks.waitForAll()
        }
    }

    /// Waits for a condition, for more than a minute at the most.
    static func until(_ condition: () async throws -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(90)
        while try await !condition() {
            guard ContinuousClock.now < end else { throw TooLate() }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    func publish(_ ids: [String], key: String? = nil) async throws {
        try await broker.publish(
            ids.map { Message(id: $0, type: "test", key: key, body: Array($0.utf8)) }, to: queue.topic)
    }

    func lease(_ time: Duration = .seconds(600), waiting: Duration = .seconds(90)) async throws -> LeasedMessage? {
        try await desk.lease(queue, for: time, waiting: waiting)
    }

    func ack(_ message: LeasedMessage) async throws {
        #expect(try await desk.settle(message.receipt, .ack).disposition == .ack)
    }

    /// Has the desk take messages that no client may see yet, until it has so many.
    func hold(_ count: Int) async throws {
        try await DeskBench.until {
            #expect(try await lease(waiting: .zero) == nil)
            return try await depth().inFlight == count
        }
    }

    /// Waits until clients are told that the engine is away; none of them gets a message.
    func untilAway() async throws {
        try await DeskBench.until {
            await refusal {
                let message = try await lease(waiting: .zero)
                #expect(message == nil)
            } == "unavailable"
        }
    }

    func depth() async throws -> Depth { try await broker.depth(of: queue) }
}

extension LeaseDeskSettings {
    /// Settings with which nothing ends by itself while a test runs, and no attempt is the last.
    static let patient = LeaseDeskSettings(
        idleTime: .seconds(600), joinTime: .seconds(600), engineLease: .seconds(600), retry: .endless)
}

extension RetryPolicy {
    /// Retries at once, more often than any test needs.
    static let endless = RetryPolicy(attempts: 1_000_000, firstDelay: .zero)
}

extension LeaseFault {
    /// A word for expectations.
    var word: String {
        switch self {
        case .lost: "lost"
        case .exhausted: "exhausted"
        case .stopped: "stopped"
        case .engine(let fault): fault.code.rawValue
        }
    }
}

/// What a call throws, as a word; `nothing` where it throws nothing.
func refusal(_ body: () async throws -> Void) async -> String {
    do {
        try await body()
        return "nothing"
    } catch {
        return (error as? LeaseFault)?.word ?? "\(error)"
    }
}
