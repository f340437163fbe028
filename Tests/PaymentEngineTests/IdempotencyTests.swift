import Journal
import JournalTestSupport
import PaymentCore
import PaymentEngine
import Testing

@Suite("Idempotency", .timeLimit(.minutes(2)))
struct IdempotencyTests {
    /// A command of every kind that moves money, all of them taken in this order; the holds are at positions 5 and 6.
    static let commands: [CommandEnvelope] = [
        Envelopes.transfer(10, key: 1, pending: true, seconds: 600), Envelopes.transfer(20, key: 2, pending: true),
        Envelopes.post(5, 4, key: 3), Envelopes.post(5, key: 4), Envelopes.void(6, key: 5),
        Envelopes.transfer(30, key: 6),
        Envelopes.pay(1, 100, .manual, key: 7), Envelopes.confirm(1, 40, key: 8), Envelopes.cancel(1, key: 9),
        Envelopes.pay(2, 50, key: 10), Envelopes.refund(2, 20, key: 11), Envelopes.refund(2, key: 12),
        Envelopes.pay(3, 999_999_999, key: 13), Envelopes.pay(4, 60, .manual, key: 14, seconds: 60),
        Envelopes.confirm(4, key: 15),
    ]

    static func first(_ engine: PaymentEngine) async throws -> [Outcome] {
        try await engine.begin()
        var outcomes: [Outcome] = []
        for command in commands {
            let answer = try await engine.take(command)
            #expect(!answer.isReplay)
            outcomes.append(answer.outcome)
        }
        return outcomes
    }

    /// Every command once more gets its first answer, whatever happened since.
    static func again(_ engine: PaymentEngine, _ outcomes: [Outcome]) async throws {
        let end = try await engine.summary().position
        for (command, outcome) in zip(commands, outcomes) {
            let answer = try await engine.take(command)
            #expect(answer.isReplay && answer.outcome == outcome)
            #expect(answer.position == end)
        }
        let replies = try await engine.submit(batch: commands, atomic: true)
        #expect(try replies.map { try $0.get().outcome } == outcomes)
        #expect(try await engine.summary().position == end)
    }

    @Test func `a repeated command gets its first answer, also after later changes`() async throws {
        let bench = EngineBench()
        try await bench.withEngine { engine in
            let outcomes = try await Self.first(engine)
            bench.clock += 1000
            try await Self.again(engine, outcomes)
            try await engine.take(Envelopes.refund(4, 1, key: 99))
            try await Self.again(engine, outcomes)
        }
    }

    @Test func `a repeated command gets its first answer after a restart from the journal`() async throws {
        let bench = EngineBench()
        var settings = EngineSettings()
        settings.snapshotEveryEvents = 0
        let outcomes = try await bench.withEngine(settings) { try await Self.first($0) }
        #expect(bench.storage.names().allSatisfy { !$0.hasPrefix("snapshot") })
        try await bench.withEngine(settings) { try await Self.again($0, outcomes) }
    }

    @Test func `a repeated command gets its first answer after a restart from a snapshot`() async throws {
        let bench = EngineBench()
        let outcomes = try await bench.withEngine { try await Self.first($0) }
        #expect(bench.storage.names().contains { $0.hasPrefix("snapshot") })
        try await bench.withEngine { try await Self.again($0, outcomes) }
    }

    @Test func `what a command was answered can be asked for by its key while it is remembered`() async throws {
        let bench = EngineBench()
        var settings = EngineSettings()
        settings.idempotencyRetentionSeconds = 60
        try await bench.withEngine(settings) { engine in
            let outcomes = try await Self.first(engine)
            let before = try await engine.summary()
            let stamps = try Self.commands.map { command in
                IdempotencyStamp(key: try #require(command.key), fingerprint: Fingerprint(of: command.command))
            }
            for (stamp, outcome) in zip(stamps, outcomes) {
                #expect(try await engine.reply(to: stamp)?.get().outcome == outcome)
                let other = IdempotencyStamp(key: stamp.key, fingerprint: Fingerprint(value: 0))
                #expect(try await engine.reply(to: other) == .failure(.idempotencyKeyReused))
            }
            let unknown = IdempotencyStamp(key: IdempotencyKey(high: 9, low: 9), fingerprint: stamps[0].fingerprint)
            #expect(try await engine.reply(to: unknown) == nil)
            #expect(try await engine.summary() == before)
            bench.clock += 60_000
            #expect(try await engine.reply(to: stamps[0]) == nil)
        }
    }

    @Test func `another command under the same key is refused and changes nothing`() async throws {
        try await EngineBench().withEngine { engine in
            _ = try await Self.first(engine)
            let before = try await engine.summary()
            let others = [
                Envelopes.transfer(11, key: 1, pending: true, seconds: 600), Envelopes.transfer(10, key: 1),
                Envelopes.post(5, 5, key: 3),
                Envelopes.post(5, nil, key: 3), Envelopes.void(5, key: 5), Envelopes.pay(1, 100, key: 7),
                Envelopes.pay(1, 101, .manual, key: 7), Envelopes.confirm(1, 41, key: 8), Envelopes.cancel(2, key: 9),
                Envelopes.refund(2, 21, key: 11), Envelopes.refund(1, key: 12), Envelopes.transfer(1, key: 15),
            ]
            for other in others {
                #expect(try await engine.submit(other) == .failure(.idempotencyKeyReused), "\(other.command)")
            }
            #expect(try await engine.summary() == before)
        }
    }

    @Test func `a payment's name is no part of what makes two requests the same`() async throws {
        try await EngineBench().withEngine { engine in
            try await engine.begin()
            let first = try await engine.take(Envelopes.pay(1, 50, key: 1))
            let again = try await engine.take(Envelopes.pay(2, 50, key: 1))
            #expect(again.isReplay && again.outcome == first.outcome)
            #expect(try await engine.payment(Envelopes.id(2))?.value == nil)
        }
    }

    @Test func `an account opened under a key gets its first answer again, and the key is its own`() async throws {
        let bench = EngineBench()
        let bob = Envelopes.name("bob")
        let open = CommandEnvelope(
            .openAccount(OpenAccount(id: bob, currency: Envelopes.dollar, kind: .equity)), key: Envelopes.key(1))
        let first = try await bench.withEngine { engine in
            try await engine.begin()
            let first = try await engine.take(open)
            try await engine.take(Envelopes.transfer(5, to: bob))
            let again = try await engine.take(open)
            #expect(again.isReplay && again.outcome == first.outcome)
            #expect(try await engine.submit(Envelopes.transfer(5, key: 1)) == .failure(.idempotencyKeyReused))
            return first
        }
        for snapshots in [UInt64(0), 1_000_000] {
            var settings = EngineSettings()
            settings.snapshotEveryEvents = snapshots
            try await bench.withEngine(settings) { engine in
                let again = try await engine.take(open)
                #expect(again.isReplay && again.outcome == first.outcome)
                #expect(try await engine.balance(bob) == 5)
            }
        }
    }

    @Test func `the same key twice in one batch happens once`() async throws {
        for atomic in [false, true] {
            try await EngineBench().withEngine { engine in
                try await engine.begin()
                let replies = try await engine.submit(
                    batch: [Envelopes.pay(1, 50, key: 1), Envelopes.pay(2, 50, key: 1), Envelopes.pay(3, 50, key: 1)],
                    atomic: atomic)
                let answers = try replies.map { try $0.get() }
                #expect(answers.map(\.isReplay) == [false, true, true])
                #expect(Set(answers.map(\.outcome)).count == 1)
                #expect(try await engine.balance(Envelopes.acme) == 50)
            }
        }
    }

    @Test func `a refused command leaves no trace, and its key stays free`() async throws {
        let bench = EngineBench()
        try await bench.withEngine { engine in
            try await engine.begin(100)
            let (end, before) = (bench.end, try await engine.summary())
            #expect(try await engine.submit(Envelopes.transfer(101, key: 1)) == .failure(.insufficientFunds))
            #expect(try await engine.submit(Envelopes.confirm(1, key: 1)) == .failure(.paymentNotFound))
            #expect(bench.end == end)
            #expect(try await engine.summary() == before)
            try await engine.take(Envelopes.transfer(100, key: 1))
        }
    }

    @Test func `a key is over when its retention time is over, and not before`() async throws {
        let bench = EngineBench()
        var settings = EngineSettings()
        settings.idempotencyRetentionSeconds = 60
        try await bench.withEngine(settings) { engine in
            try await engine.begin()
            try await engine.take(Envelopes.transfer(1, key: 1))
            bench.clock += 59_999
            #expect(try await engine.take(Envelopes.transfer(1, key: 1)).isReplay)
            bench.clock += 1
            #expect(try await !engine.take(Envelopes.transfer(1, key: 1)).isReplay)
            #expect(try await engine.take(Envelopes.transfer(1, key: 1)).isReplay)
            #expect(try await engine.balance(Envelopes.acme) == 2)
            bench.clock += 60_000
            engine.wake()
            try await until("the key is forgotten") { try await engine.summary().idempotencyKeyCount == 0 }
            try await engine.take(Envelopes.transfer(1))
        }
        #expect(try bench.image(settings) == bench.image(settings, replaying: true))
    }

    @Test func `a longer window after a shorter one remembers what only the journal knows`() async throws {
        let bench = EngineBench()
        var short = EngineSettings()
        short.idempotencyRetentionSeconds = 1
        try await bench.withEngine(short) { engine in
            try await engine.begin()
            try await engine.take(Envelopes.transfer(7, key: 1))
            try await engine.take(Envelopes.transfer(5, key: 2))
            bench.clock += 2000
            try await engine.take(Envelopes.transfer(9, key: 2))
        }
        // The snapshot of the short window has forgotten key 1; key 2 was used twice.
        for _ in 0..<2 {
            try await bench.withEngine { engine in
                #expect(try await engine.take(Envelopes.transfer(7, key: 1)).isReplay)
                #expect(try await engine.take(Envelopes.transfer(9, key: 2)).isReplay)
                #expect(try await engine.balance(Envelopes.acme) == 21)
                try await engine.take(Envelopes.fund(1))
            }
        }
        #expect(try bench.image() == bench.image(replaying: true))
    }

    @Test func `a full window refuses new keys, repeats old ones, and has room again when they are over`() async throws
    {
        let bench = EngineBench()
        var settings = EngineSettings()
        settings.maximumIdempotencyKeys = 3
        settings.idempotencyRetentionSeconds = 60
        try await bench.withEngine(settings) { engine in
            try await engine.begin()
            for key in UInt64(1)...3 { try await engine.take(Envelopes.transfer(1, key: key)) }
            await #expect(throws: EngineFault.self) { try await engine.submit(Envelopes.transfer(1, key: 4)) }
            #expect(try await engine.take(Envelopes.transfer(1, key: 2)).isReplay)
            #expect(try await engine.submit(Envelopes.transfer(2, key: 2)) == .failure(.idempotencyKeyReused))
            try await engine.take(Envelopes.transfer(1))
            bench.clock += 60_000
            let tooMany = (UInt64(10)...13).map { Envelopes.transfer(1, key: $0) }
            #expect(await fault { try await engine.submit(batch: tooMany, atomic: true) } == .idempotencyWindowFull)
            #expect(try await !engine.take(Envelopes.transfer(1, key: 4)).isReplay)
            #expect(try await engine.balance(Envelopes.acme) == 5)
        }
    }
}
