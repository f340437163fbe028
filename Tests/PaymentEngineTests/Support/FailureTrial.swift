import Journal
import JournalTestSupport
import PaymentCore
import PaymentEngine
import Synchronization

/// Clients that ask for payments until they are answered, while the disk fails, the process is killed and the power is cut.
final class FailureTrial: Sendable {
    /// What must not happen.
    struct Violation: Error, CustomStringConvertible {
        var description: String
    }

    private struct Chaos {
        var generator: SeededGenerator
        var isOver = false
        var attempts: UInt64 = 0
        var accidents = 0
        var engine: PaymentEngine?
    }

    private static let clientCount: UInt64 = 4
    private static let paymentsPerClient: UInt64 = 12

    private let seed: UInt64
    private let bench: EngineBench
    private let chaos: Mutex<Chaos>

    init(seed: UInt64) {
        self.seed = seed
        bench = EngineBench(seed: seed)
        chaos = Mutex(Chaos(generator: SeededGenerator(seed: seed ^ 0xC4A05)))
    }

    /// How often something broke, and how often a payment was asked for.
    var counts: (accidents: Int, attempts: UInt64) { chaos.withLock { ($0.accidents, $0.attempts) } }

    private var settings: EngineSettings {
        var settings = EngineSettings()
        settings.maximumBatchCommands = 5
        settings.snapshotEveryEvents = seed % 3 == 0 ? 0 : 20
        settings.retainedEvents = seed % 3 == 1 ? 0 : nil
        return settings
    }

    func run() async throws {
        try await bench.withEngine(settings) { try await $0.begin() }
        bench.hook.set { [self] operation, _ throws(JournalFault) in try strike(operation) }
        let lives = Task { await live() }
        await withTaskGroup(of: Void.self) { group in
            for client in 0..<Self.clientCount { group.addTask { await self.ask(client) } }
        }
        chaos.withLock { $0.isOver = true }
        bench.hook.set(nil)
        lives.cancel()
        await lives.value
        try await judge()
    }

    /// One engine after the other, until the clients have what they want.
    private func live() async {
        while !chaos.withLock({ $0.isOver }) {
            let engine = bench.makeEngine(settings)
            chaos.withLock { $0.engine = engine }
            try? await engine.run()
            let crash: SimulatedStorage.Crash? = chaos.withLock { chaos in
                chaos.isOver ? nil : SimulatedStorage.Crash.allCases.randomElement(using: &chaos.generator)
            }
            if let crash { bench.storage.crash(crash) }
        }
    }

    /// Accidents: an operation that fails, a sync that loses pages, a process that dies.
    private func strike(_ operation: SimulatedStorage.Operation) throws(JournalFault) {
        let accident = chaos.withLock { Int.random(in: 0..<40, using: &$0.generator) }
        if accident < 2 || accident == 5 { chaos.withLock { $0.accidents += 1 } }
        switch (accident, operation) {
        case (0...4, .sync): bench.storage.failSync(inOperations: 1)
        case (0...1, _): throw JournalFault(.io, "The operation failed")
        case (5, _): bench.storage.crash(inOperations: 1)
        default: break
        }
    }

    /// A client: asks for its payments one after the other, each under one key and with a new name every time, until it is answered.
    private func ask(_ client: UInt64) async {
        for number in 0..<Self.paymentsPerClient {
            let key = client * 1000 + number
            var isAnswered = false
            while !isAnswered {
                let (engine, name) = chaos.withLock { chaos in
                    chaos.attempts += 1
                    return (chaos.engine, chaos.attempts)
                }
                guard let engine, let reply = try? await engine.submit(Envelopes.pay(name, 1, key: key)) else {
                    await Task.yield()
                    continue
                }
                isAnswered = (try? reply.get()) != nil
            }
        }
    }

    private func judge() async throws {
        let expected = Int(Self.clientCount * Self.paymentsPerClient)
        if settings.retainedEvents == nil {
            let (image, replayed) = (try bench.image(), try bench.image(replaying: true))
            guard image == replayed else { throw Violation(description: "the snapshot and the journal differ") }
        }
        try await bench.withEngine(settings) { engine in
            let (summary, paid) = (try await engine.summary(), try await engine.balance(Envelopes.acme))
            guard summary.paymentCount == expected, paid == Int64(expected) else {
                throw Violation(
                    description: "\(summary.paymentCount) payments of \(paid ?? 0) in all instead of \(expected)")
            }
            for key in (0..<Self.clientCount).flatMap({ client in
                (0..<Self.paymentsPerClient).map { client * 1000 + $0 }
            }) {
                guard try await engine.take(Envelopes.pay(1_000_000, 1, key: key)).isReplay else {
                    throw Violation(description: "key \(key) is forgotten")
                }
            }
        }
    }
}
