import Messaging
import MessagingTestSupport
import Testing

@Suite("Circuit breaker")
struct CircuitBreakerTests {
    private let broker = MemoryBroker()
    private let queue: ConsumerGroup
    private let message = Message(id: "1", type: "", body: [])

    init() throws {
        queue = try ConsumerGroup(queue: "work")
    }

    /// Runs a circuit while a test uses it.
    private func watched(_ body: (CircuitBreaker) async throws -> Void) async throws {
        let circuit = CircuitBreaker(broker, probing: queue)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { await circuit.run() }
            try await body(circuit)
            tasks.cancelAll()
        }
    }

    private func fault(of circuit: CircuitBreaker) async -> String? {
        do throws(MessagingFault) {
            try await circuit.publish([message], to: queue.topic)
            return nil
        } catch {
            return error.message
        }
    }

    /// Publishes until what comes of it is as expected.
    private func publish(_ circuit: CircuitBreaker, until expected: (String?) -> Bool) async {
        while await !expected(fault(of: circuit)) { await Task.yield() }
    }

    @Test(arguments: [MessagingFault.Code.unavailable, .timeout])
    func `fails at once, and alike, until the engine answers`(_ code: MessagingFault.Code) async throws {
        try await broker.declare(queue, startingAt: .end)
        try await watched { circuit in
            await publish(circuit) { $0 == nil }
            broker.fail(MessagingFault(code, "first"))
            // It may not watch yet: then the call goes through.
            await publish(circuit) { $0 == "first" }
            await publish(circuit) { _ in circuit.fault != nil }
            broker.fail(MessagingFault(code, "second"))
            for _ in 1...100 { #expect(await fault(of: circuit) == "first") }
            broker.fail(nil)
            await publish(circuit) { $0 == nil }
            #expect(circuit.fault == nil)
        }
    }

    @Test func `an engine that refuses is there`() async throws {
        try await broker.declare(queue, startingAt: .end)
        try await watched { circuit in
            for code in MessagingFault.Code.allCases where code != .unavailable && code != .timeout {
                broker.fail(MessagingFault(code, code.rawValue))
                #expect(await fault(of: circuit) == code.rawValue)
                #expect(circuit.fault == nil)
            }
            // An answer, if not a kind one, closes an open circuit.
            broker.fail(MessagingFault(.unavailable, "away"))
            await publish(circuit) { _ in circuit.fault != nil }
            broker.fail(MessagingFault(.denied, "denied"))
            await publish(circuit) { $0 == "denied" }
            #expect(circuit.fault == nil)
        }
    }

    @Test func `a look that takes too long says nothing of the engine`() async throws {
        try await broker.declare(queue, startingAt: .end)
        try await watched { circuit in
            await publish(circuit) { $0 == nil }
            broker.fail(MessagingFault(.timeout, "slow"))
            await #expect(throws: MessagingFault.self) { try await circuit.depth(of: queue) }
            await #expect(throws: MessagingFault.self) { try await circuit.groups() }
            #expect(circuit.fault == nil)
        }
    }

    @Test func `lets everything through while nobody watches`() async throws {
        try await broker.declare(queue, startingAt: .end)
        let circuit = CircuitBreaker(broker, probing: queue)
        circuit.open(MessagingFault(.unavailable, "away"))
        #expect(await fault(of: circuit) == nil)
    }
}
