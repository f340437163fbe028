import MessagingTestSupport
import Testing

@testable import Messaging

/// A desk that runs over an engine in memory.
struct DeskBench: Sendable {
    let broker: MemoryBroker
    let desk: LeaseDesk
    let queue: ConsumerGroup

    static func with(
        _ settings: LeaseDeskSettings = LeaseDeskSettings(), _ guarantees: Guarantees = Guarantees(),
        _ body: (DeskBench) async throws -> Void
    ) async throws {
        let broker = MemoryBroker(guarantees)
        let desk = LeaseDesk(broker, settings: settings)
        let bench = DeskBench(broker: broker, desk: desk, queue: try ConsumerGroup(queue: "work"))
        try await broker.declare(bench.queue, startingAt: .beginning)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await desk.run() }
            try await until { await desk.accepts }
            do {
                try await body(bench)
            } catch {
                tasks.cancelAll()
                throw error
            }
            tasks.cancelAll()
            try await tasks.waitForAll()
        }
        #expect(broker.members == 0)
    }

    /// Waits for a condition, up to ten seconds.
    static func until(_ condition: () async throws -> Bool) async throws {
        for _ in 0..<2000 {
            if try await condition() { return }
            try await Task.sleep(for: .milliseconds(5))
        }
        Issue.record("waited for too long")
    }

    func publish(_ ids: [String], key: String? = nil) async throws {
        try await broker.publish(
            ids.map { Message(id: $0, type: "test", key: key, body: Array($0.utf8)) }, to: queue.topic)
    }

    func lease(_ time: Duration = .seconds(30), waiting: Duration = .seconds(5)) async throws -> LeasedMessage? {
        try await desk.lease(queue, for: time, waiting: waiting)
    }

    func depth() async throws -> Depth { try await broker.depth(of: queue) }
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
