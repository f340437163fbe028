import Journal
import JournalFile
import JournalTestSupport
import PaymentCore
import PaymentEngine
import Synchronization
import Testing

@Suite("Snapshots and restarts", .timeLimit(.minutes(2)))
struct SnapshotTests {
    /// Every kind of command, some keyed, in chunks.
    private static func work(_ engine: PaymentEngine, rounds: Range<UInt64>) async throws {
        for round in rounds {
            let key = round * 10
            let replies = try await engine.submit(
                batch: [
                    Envelopes.fund(100, key: key),
                    Envelopes.pay(round * 2 + 1, 20, .manual, key: key + 1, seconds: 600),
                    Envelopes.confirm(round * 2 + 1, 5, key: key + 2), Envelopes.pay(round * 2 + 2, 30, key: key + 3),
                    Envelopes.refund(round * 2 + 2, 7, key: key + 4),
                    Envelopes.transfer(3, key: key + 5, pending: true),
                ], atomic: false)
            for reply in replies { _ = try reply.get() }
        }
    }

    /// Journal batches of one event each: 256 of them fill a segment.
    ///
    /// Without keys, so that there is little to snapshot.
    private static func fillSegments(_ engine: PaymentEngine) async throws {
        try await work(engine, rounds: 0..<20)
        for _ in 0..<1200 { try await engine.take(Envelopes.fund(1)) }
    }

    private static func settings(every events: UInt64, retained: UInt64? = nil) -> EngineSettings {
        var settings = EngineSettings()
        settings.snapshotEveryEvents = events
        settings.retainedEvents = retained
        return settings
    }

    private static func snapshots(_ bench: EngineBench) -> [String] {
        bench.storage.names().filter { $0.hasSuffix(".snap") }
    }

    @Test func `snapshots are taken while commands go on, and snapshot and tail equal a full replay`() async throws {
        let bench = EngineBench()
        let settings = Self.settings(every: 50)
        try await bench.withEngine(settings) { engine in
            try await engine.begin()
            for round in UInt64(0)..<60 {
                bench.clock += 10
                try await Self.work(engine, rounds: round..<(round + 1))
            }
            try await until("two snapshots") {
                _ = try await engine.summary()
                return Self.snapshots(bench).count == 2
            }
            bench.kill()
        }
        let newest = try #require(Self.snapshots(bench).last)
        #expect(newest < "snapshot-00000000000000000484.snap", "the last snapshot is older than the end")
        #expect(bench.end == 4 + 60 * 8)
        let image = try bench.image()
        #expect(try image == bench.image(replaying: true))
        // A restarted engine goes on from there, and so does one that never stopped.
        let other = EngineBench()
        try await other.withEngine(Self.settings(every: 0)) { engine in
            try await engine.begin()
            for round in UInt64(0)..<60 {
                other.clock += 10
                try await Self.work(engine, rounds: round..<(round + 1))
            }
            try await Self.work(engine, rounds: 60..<65)
        }
        try await bench.withEngine(settings) { try await Self.work($0, rounds: 60..<65) }
        #expect(try bench.image() == other.image())
    }

    @Test func `commands go on while a snapshot is being written`() async throws {
        let bench = EngineBench()
        let gate = Gate()
        try await bench.withEngine(Self.settings(every: 50)) { engine in
            try await engine.begin()
            bench.hook.set { operation, _ in
                if case .create(let name) = operation, name.hasPrefix("snapshot") { gate.pass() }
            }
            try await Self.work(engine, rounds: 0..<10)
            await gate.arrival()
            try await Self.work(engine, rounds: 10..<40)
            #expect(Self.snapshots(bench).isEmpty)
            gate.open()
            await until("it is there") { Self.snapshots(bench).count >= 1 }
            bench.kill()
        }
        // It holds what was there when it began, not what came while it was written.
        #expect(try #require(Self.snapshots(bench).first) < "snapshot-00000000000000000100.snap")
        #expect(try bench.image() == bench.image(replaying: true))
    }

    @Test func `damaged snapshots are passed over`() async throws {
        let bench = EngineBench()
        try await bench.withEngine { engine in
            try await engine.begin()
            try await Self.work(engine, rounds: 0..<5)
        }
        try await bench.withEngine { try await Self.work($0, rounds: 5..<9) }
        let image = try bench.image(replaying: true)
        #expect(Self.snapshots(bench).count == 2)
        for name in Self.snapshots(bench).reversed() {
            var bytes = bench.storage.bytes(name)
            bytes[bytes.count / 2] ^= 1
            bench.storage.set(name, bytes)
            #expect(try bench.image() == image)
            try await bench.withEngine(Self.settings(every: 0)) { (engine) async throws in
                #expect(try await engine.summary().position.value == 4 + 9 * 8)
                #expect(try await engine.take(Envelopes.fund(100, key: 0)).isReplay)
            }
        }
    }

    @Test func `recycled events are covered by two snapshots, and the engine starts without them`() async throws {
        let bench = EngineBench()
        let settings = Self.settings(every: 100, retained: 0)
        try await bench.withEngine(settings) { engine in
            try await engine.begin()
            try await Self.fillSegments(engine)
        }
        // Far more was written than segments are there.
        let segments = bench.storage.names().filter { $0.hasSuffix(".seg") }
        #expect(!segments.contains("journal-00000000.seg"), "\(segments)")
        #expect(throws: JournalFault.self) { try bench.image(replaying: true) }
        try await bench.withEngine(settings) { engine in
            #expect(try await engine.summary().position.value == 4 + 20 * 8 + 1200)
            #expect(try await engine.take(Envelopes.pay(1, 20, .manual, key: 1, seconds: 600)).isReplay)
            try await Self.work(engine, rounds: 20..<30)
        }
        // With the newest snapshot damaged, the one before it and the events behind it still lead to the same ledger.
        let image = try bench.image()
        let newest = try #require(Self.snapshots(bench).last)
        bench.storage.set(newest, Array(bench.storage.bytes(newest).dropLast(9)))
        #expect(try bench.image() == image)
    }

    @Test func `a journal that fails while it is recycled is opened again`() async throws {
        let bench = EngineBench()
        let settings = Self.settings(every: 100, retained: 0)
        try await bench.withEngine(settings) { engine in
            try await engine.begin()
            bench.hook.failOnce { operation in
                if case .rename(let old, _) = operation { old == "journal-00000000.seg" } else { false }
            }
            try await Self.fillSegments(engine)
            #expect(engine.readiness.acceptsWrites)
        }
        #expect(bench.openings.withLock { $0 } == 2)
        #expect(bench.end == 4 + 20 * 8 + 1200)
    }

    @Test func `a snapshot that cannot be written stops nobody`() async throws {
        let bench = EngineBench()
        try await bench.withEngine(Self.settings(every: 50)) { engine in
            try await engine.begin()
            bench.hook.set { operation, _ throws(JournalFault) in
                guard case .create(let name) = operation, name.hasPrefix("snapshot") else { return }
                throw JournalFault(.full, "No space is left")
            }
            try await Self.work(engine, rounds: 0..<50)
        }
        #expect(Self.snapshots(bench).isEmpty)
        #expect(bench.end == 4 + 50 * 8)
        bench.hook.set(nil)
        let paymentCount = try await bench.withEngine { try await $0.summary().paymentCount }
        #expect(paymentCount == 100)
        #expect(bench.openings.withLock { $0 } == 2)
    }

    @Test(arguments: SimulatedStorage.Crash.allCases)
    func `after a kill and a power cut everything that was acknowledged is as it was`(crash: SimulatedStorage.Crash)
        async throws
    {
        for seed in UInt64(1)...10 {
            let bench = EngineBench(seed: seed)
            let acknowledged = Mutex<(outcomes: [Outcome], image: [UInt8])>(([], []))
            try await bench.withEngine { engine in
                let outcomes = try await IdempotencyTests.first(engine)
                let image = try bench.image(replaying: true)
                acknowledged.withLock { $0 = (outcomes, image) }
                bench.storage.crash(crash)
            }
            let (outcomes, image) = acknowledged.withLock { $0 }
            #expect(try bench.image() == image, "seed \(seed)")
            try await bench.withEngine { try await IdempotencyTests.again($0, outcomes) }
        }
    }

    @Test func `all of it works with the files of a real disk`() async throws {
        let folder = try TemporaryFolder()
        var outcomes: [Outcome] = []
        for life in 0..<3 {
            let engine = PaymentEngine(
                clock: { Timestamp(milliseconds: 1_000_000) }, logger: EngineBench.logger,
                open: {
                    let disk = try POSIXDisk(folder: folder.path)
                    let journal = try FileJournal(disk: disk, settings: EngineBench.journalSettings)
                    return EngineStorage(journal: journal, snapshots: SnapshotStore(disk: disk, id: journal.id))
                })
            let run = Task { try await engine.run() }
            if life == 0 { outcomes = try await IdempotencyTests.first(engine) }
            try await IdempotencyTests.again(engine, outcomes)
            run.cancel()
            try await run.value
        }
    }
}
