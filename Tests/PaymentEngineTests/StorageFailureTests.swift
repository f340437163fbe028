import Journal
import JournalTestSupport
import PaymentCore
import PaymentEngine
import Synchronization
import Testing

@Suite("Storage that is full or fails", .timeLimit(.minutes(2)))
struct StorageFailureTests {
    @Test func `a full disk refuses writes, reads go on, and it recovers when there is room`() async throws {
        let bench = EngineBench()
        try await bench.withEngine { engine in
            try await engine.begin()
            let taken = try await Self.fill(bench, engine)
            #expect(engine.readiness.isReady && !engine.readiness.acceptsWrites)
            let end = bench.end
            #expect(try await engine.balance(Envelopes.acme) == taken)
            #expect(await fault { try await engine.submit(batch: [Envelopes.fund(1)], atomic: true) } == .storageFull)
            #expect(bench.end == end)
            bench.storage.setCapacity(.max)
            // Ready again without anybody who tries to write.
            try await until("there is room") {
                _ = try await engine.summary()
                return engine.readiness.acceptsWrites
            }
            try await engine.take(Envelopes.transfer(1, key: 1_000_000))
            #expect(try await engine.balance(Envelopes.acme) == taken + 1)
        }
        #expect(try bench.image() == bench.image(replaying: true))
    }

    @Test func `what is due while the disk is full ends when there is room`() async throws {
        let bench = EngineBench()
        try await bench.withEngine { engine in
            try await engine.begin()
            try await engine.take(Envelopes.pay(1, 5, .manual, key: 2_000_000, seconds: 60))
            _ = try await Self.fill(bench, engine)
            bench.clock += 60_000
            engine.wake()
            #expect(try await engine.payment(Envelopes.id(1))?.value.status == .authorized)
            bench.storage.setCapacity(.max)
            try await until("it expires") { try await engine.payment(Envelopes.id(1))?.value.status == .expired }
        }
    }

    /// Submits transfers of 1 until the disk is full.
    private static func fill(_ bench: EngineBench, _ engine: PaymentEngine) async throws -> Int64 {
        bench.storage.setCapacity(bench.storage.names().map { bench.storage.bytes($0).count }.reduce(0, +))
        var taken: Int64 = 0
        while taken < 10_000 {
            let batch = (0..<100).map { Envelopes.transfer(1, key: UInt64(taken) + $0) }
            let code = await fault { try await engine.submit(batch: batch, atomic: true) }
            guard let code else {
                taken += 100
                continue
            }
            #expect(code == .storageFull)
            return taken
        }
        Issue.record("the disk was never full")
        return taken
    }

    @Test(arguments: [true, false])
    func `a failed sync is told, and the retry makes exactly one payment`(isWritten: Bool) async throws {
        let bench = EngineBench()
        try await bench.withEngine { engine in
            try await engine.begin()
            bench.hook.failOnce { isWritten ? $0.isBatchSync : $0.isBatchWrite }
            #expect(await fault { try await engine.submit(Envelopes.pay(1, 10, key: 1)) } == .storageFailed)
            let answer = try await engine.take(Envelopes.pay(2, 10, key: 1))
            // Whether it had happened is what the disk says: the bytes of a failed write are not there, those before a failed sync are.
            #expect(answer.isReplay == isWritten)
            #expect(try await engine.summary().paymentCount == 1)
            #expect(try await engine.balance(Envelopes.acme) == 10)
            #expect(engine.readiness.acceptsWrites)
        }
        #expect(bench.openings.withLock { $0 } == 2)
        #expect(try bench.image() == bench.image(replaying: true))
    }

    @Test func `a journal that fails while room is made for it is opened again`() async throws {
        let bench = EngineBench()
        try await bench.withEngine { engine in
            try await engine.begin()
            bench.hook.failOnce { $0 == .syncFolder }
            var taken: Int64 = 0
            var faults = 0
            for key in UInt64(0)..<5000 where faults < 20 {
                let envelope = Envelopes.transfer(1, key: key)
                while let code = await fault({ try await engine.submit(envelope) }), faults < 20 {
                    #expect(code == .storageUnavailable || code == .storageFailed)
                    faults += 1
                }
                taken += 1
                if faults > 0, taken.isMultiple(of: 100) { break }
            }
            #expect((1...3).contains(faults))
            #expect(try await engine.balance(Envelopes.acme) == taken)
        }
    }

    @Test func `a journal that cannot be opened again ends the engine, and every waiter is answered`() async throws {
        let bench = EngineBench()
        let gate = Gate()
        let engine = bench.makeEngine()
        let run = Task { try await engine.run() }
        try await engine.begin()
        bench.hook.set { operation, _ throws(JournalFault) in
            if operation.isBatchSync { gate.pass() }
            throw JournalFault(.io, "The disk is gone")
        }
        let codes = await withTaskGroup(of: EngineFault.Code?.self) { group in
            group.addTask { await fault { try await engine.submit(Envelopes.transfer(1, key: 0)) } }
            for number in UInt64(1)...10 {
                group.addTask { await fault { try await engine.submit(Envelopes.transfer(1, key: number)) } }
                group.addTask {
                    await fault { try await engine.submit(batch: [Envelopes.fund(number == 1 ? 2 : 1)], atomic: false) }
                }
                group.addTask { await fault { _ = try await engine.summary() } }
            }
            gate.open()
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(codes.count == 31 && codes.allSatisfy { $0 == .storageFailed || $0 == .stopping })
        await #expect(throws: JournalFault.self) { try await run.value }
        #expect(!engine.readiness.isReady)
        #expect(await fault { _ = try await engine.summary() } == .stopping)
    }

    @Test func `nobody is forgotten when the journal breaks while something expires`() async throws {
        let bench = EngineBench()
        var settings = EngineSettings()
        settings.maximumBatchCommands = 1
        let engine = bench.makeEngine(settings)
        let run = Task { try await engine.run() }
        try await engine.begin(atomic: false)
        for key in UInt64(1)...3 { try await engine.take(Envelopes.transfer(1, key: key, pending: true, seconds: 60)) }
        bench.hook.set { _, _ throws(JournalFault) in throw JournalFault(.io, "The disk is gone") }
        bench.clock += 60_000
        let code = await fault { try await engine.submit(Envelopes.transfer(1, key: 9)) }
        #expect(code == .stopping || code == .storageFailed)
        await #expect(throws: JournalFault.self) { try await run.value }
    }

    @Test func `an engine whose journal cannot be opened at the start says so and answers`() async throws {
        let bench = EngineBench()
        bench.hook.set { _, _ throws(JournalFault) in throw JournalFault(.io, "There is no disk") }
        let engine = bench.makeEngine()
        async let code = fault { try await engine.submit(Envelopes.fund(1)) }
        await until("it waits") { engine.waitingCommands == 1 }
        await #expect(throws: JournalFault.self) { try await engine.run() }
        #expect(await code == .stopping)
    }

    @Test func `clients that retry through random failures, kills and power cuts get exactly one payment each`()
        async throws
    {
        var (accidents, attempts) = (0, UInt64(0))
        for seed in Seeds.range(default: 30) {
            let trial = FailureTrial(seed: seed)
            do {
                try await trial.run()
                accidents += trial.counts.accidents
                attempts += trial.counts.attempts
            } catch {
                Issue.record("\(error); again with FLORIN_FIRST_SEED=\(seed) FLORIN_SEEDS=1")
                return
            }
        }
        print("\(accidents) accidents, \(attempts) attempts")
    }
}

extension HookedDisk.Hook {
    /// Lets the next operation of a kind fail.
    func failOnce(_ isMeant: @escaping @Sendable (SimulatedStorage.Operation) -> Bool) {
        set { [self] operation, _ throws(JournalFault) in
            guard isMeant(operation) else { return }
            set(nil)
            throw JournalFault(.io, "The operation failed")
        }
    }
}
