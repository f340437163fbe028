import JournalTestSupport
import PaymentCore
import PaymentEngine
import Synchronization
import Testing

@Suite("Back-pressure and stopping", .timeLimit(.minutes(2)))
struct BackPressureTests {
    @Test func `a full intake refuses at once, loses nothing, and takes commands again`() async throws {
        let bench = EngineBench()
        let gate = Gate()
        var settings = EngineSettings()
        settings.maximumWaitingCommands = 8
        try await bench.withEngine(settings) { engine in
            try await engine.begin()
            bench.hook.set { operation, _ in if operation.isBatchSync { gate.pass() } }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await engine.take(Envelopes.transfer(1, key: 100)) }
                await gate.arrival()
                for number in 1...8 {
                    group.addTask { try await engine.take(Envelopes.transfer(1, key: UInt64(number))) }
                }
                await until("eight wait") { engine.waitingCommands == 8 }
                // These are answered although the engine's thread stands still.
                for envelope in [Envelopes.transfer(1, key: 9), Envelopes.transfer(1)] {
                    #expect(await fault { try await engine.submit(envelope) } == .overloaded)
                }
                #expect(
                    await fault { try await engine.submit(batch: [Envelopes.fund(1)], atomic: true) } == .overloaded)
                #expect(await fault { _ = try await engine.summary() } == .overloaded)
                #expect(engine.waitingCommands == 8)
                gate.open()
                try await group.waitForAll()
            }
            bench.hook.set(nil)
            #expect(try await engine.balance(Envelopes.acme) == 9)
            #expect(try await !engine.take(Envelopes.transfer(1, key: 9)).isReplay)
        }
    }

    @Test func `a batch larger than the intake is taken when nothing else waits`() async throws {
        var settings = EngineSettings()
        settings.maximumWaitingCommands = 8
        try await EngineBench().withEngine(settings) { engine in
            try await engine.begin()
            let replies = try await engine.submit(
                batch: (0..<100).map { Envelopes.transfer(1, key: $0) }, atomic: false)
            #expect(replies.count == 100)
        }
    }

    @Test func `stopping works off what waits and takes a last snapshot`() async throws {
        let bench = EngineBench()
        let gate = Gate()
        let engine = bench.makeEngine()
        try await withThrowingTaskGroup(of: Void.self) { group in
            let run = Task { try await engine.run() }
            try await engine.begin()
            bench.hook.set { operation, _ in if operation.isBatchSync { gate.pass() } }
            group.addTask { try await engine.take(Envelopes.transfer(1)) }
            await gate.arrival()
            for number in UInt64(1)...30 { group.addTask { try await engine.take(Envelopes.transfer(1, key: number)) } }
            await until("all wait") { engine.waitingCommands == 30 }
            run.cancel()
            await until("the intake is closed") {
                await fault { try await engine.submit(Envelopes.transfer(1)) } == .stopping
            }
            gate.open()
            try await group.waitForAll()
            try await run.value
        }
        #expect(!engine.readiness.isReady)
        #expect(await fault { try await engine.submit(Envelopes.transfer(1)) } == .stopping)
        #expect(await fault { _ = try await engine.payment(Envelopes.id(1)) } == .stopping)
        #expect(bench.storage.names().contains("snapshot-00000000000000000035.snap"))
        #expect(try bench.image() == bench.image(replaying: true))
    }

    @Test func `a stop without news takes no snapshot`() async throws {
        let bench = EngineBench()
        for amount in Int64(1)...3 {
            try await bench.withEngine { engine in try await engine.begin(amount) }
        }
        let writes = Mutex(0)
        bench.hook.set { operation, _ in
            if case .create(let name) = operation, name.hasPrefix("snapshot") { writes.withLock { $0 += 1 } }
        }
        try await bench.withEngine { engine in _ = try await engine.summary() }
        #expect(writes.withLock { $0 } == 0)
    }

    @Test func `commands that come before the engine runs are decided when it does`() async throws {
        let bench = EngineBench()
        let engine = bench.makeEngine()
        #expect(!engine.readiness.isReady)
        async let first: Void = engine.begin()
        await until("it waits") { engine.waitingCommands == 4 }
        let run = Task { try await engine.run() }
        try await first
        #expect(engine.readiness.acceptsWrites)
        run.cancel()
        try await run.value
    }
}

/// The code of the fault that a submission ends with.
func fault(_ body: () async throws -> Any) async -> EngineFault.Code? {
    do {
        _ = try await body()
        return nil
    } catch {
        return (error as? EngineFault)?.code
    }
}
