import Journal
import JournalTestSupport
import PaymentCore
import PaymentEngine
import Synchronization
import Testing

@Suite("Group commit", .timeLimit(.minutes(2)))
struct GroupCommitTests {
    @Test func `nobody is answered before the batch is synced`() async throws {
        let bench = EngineBench()
        let log = try ResumeLog()
        let gate = Gate()
        try await bench.withEngine { engine in
            try await engine.begin()
            bench.hook.set { operation, bytes in
                if operation.isBatchWrite { log.note(.written(events: eventCount(bytes))) }
                guard operation.isBatchSync else { return }
                gate.pass()
                log.note(.synced)
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await engine.take(Envelopes.transfer(1)) }
                await gate.arrival()
                for number in UInt64(1)...20 {
                    group.addTask(executorPreference: log) { try await engine.take(Envelopes.transfer(1, key: number)) }
                }
                // From here on all twenty are suspended: whatever resumes them is an answer.
                await until("all wait") { engine.waitingCommands == 20 }
                log.begin()
                gate.open()
                try await group.waitForAll()
            }
            bench.hook.set(nil)
        }
        log.end()
        // The sync of the first command, which was being held; then the twenty, written and synced, and only then twenty answers.
        let entries = Array(log.entries.prefix(23))
        #expect(
            entries == [.synced, .written(events: 20), .synced] + [ResumeLog.Entry](repeating: .resumed, count: 20))
    }

    @Test func `what comes while a batch is synced goes into the next one, in order`() async throws {
        let bench = EngineBench()
        let gate = Gate()
        let batches = Mutex<[Int]>([])
        try await bench.withEngine { engine in
            try await engine.begin()
            bench.hook.set { operation, bytes in
                if operation.isBatchWrite { batches.withLock { $0.append(eventCount(bytes)) } }
                if operation.isBatchSync { gate.pass() }
            }
            let positions = try await withThrowingTaskGroup(of: (Int, UInt64).self) { group in
                group.addTask { (0, try await engine.take(Envelopes.transfer(1)).position.value) }
                await gate.arrival()
                for number in 1...50 {
                    group.addTask { (number, try await engine.take(Envelopes.transfer(1)).position.value) }
                    await until("it waits") { engine.waitingCommands == number }
                }
                gate.open()
                return try await group.reduce(into: [Int: UInt64]()) { $0[$1.0] = $1.1 }
            }
            bench.hook.set(nil)
            #expect((0...50).map { positions[$0] } == (5...55).map { UInt64($0) })
        }
        #expect(batches.withLock { $0 } == [1, 50])
    }

    @Test func `what is not durable yet is visible to nobody`() async throws {
        let bench = EngineBench()
        let gate = Gate()
        try await bench.withEngine { engine in
            try await engine.begin(100)
            bench.hook.set { operation, _ in if operation.isBatchSync { gate.pass() } }
            async let transfer = engine.take(Envelopes.transfer(60))
            await gate.arrival()
            async let balance = engine.balance(Envelopes.acme)
            await until("the reader waits") { engine.waitingCommands == 1 }
            gate.open()
            _ = try await transfer
            #expect(try await balance == 60)
            bench.hook.set(nil)
        }
    }

    @Test func `a batch of thousands is answered in order, over several journal batches`() async throws {
        let bench = EngineBench()
        var settings = EngineSettings()
        settings.maximumBatchCommands = 700
        let batches = Mutex<[Int]>([])
        try await bench.withEngine(settings) { engine in
            try await engine.begin(10)
            bench.hook.set { operation, bytes in
                if operation.isBatchWrite { batches.withLock { $0.append(eventCount(bytes)) } }
            }
            let commands = (0..<5000).map { number in
                switch number % 3 {
                case 0: Envelopes.fund(1, key: UInt64(number))
                case 1: Envelopes.transfer(1, key: UInt64(number))
                default: Envelopes.transfer(1_000_000, key: UInt64(number))
                }
            }
            let replies = try await engine.submit(batch: commands, atomic: false)
            bench.hook.set(nil)
            #expect(replies.count == 5000)
            var position: UInt64 = 4
            for (number, reply) in replies.enumerated() {
                if number % 3 == 2 {
                    #expect(reply == .failure(.insufficientFunds))
                } else {
                    position += 1
                    #expect(try reply.get().position == Position(position))
                }
            }
            #expect(try await engine.balance(Envelopes.acme) == 1667)
        }
        let sizes = batches.withLock { $0 }
        #expect(sizes.count == 8 && sizes.reduce(0, +) == 3334 && sizes.allSatisfy { $0 <= 700 })
        #expect(try bench.image() == bench.image(replaying: true))
    }

    @Test func `an empty batch is answered with nothing`() async throws {
        try await EngineBench().withEngine { engine in
            for atomic in [false, true] {
                let replies = try await engine.submit(batch: [], atomic: atomic)
                #expect(replies.isEmpty)
            }
        }
    }

    @Test func `an atomic group happens as a whole, in one journal batch`() async throws {
        let bench = EngineBench()
        let batches = Mutex<[Int]>([])
        try await bench.withEngine { engine in
            try await engine.begin(100)
            bench.hook.set { operation, bytes in
                if operation.isBatchWrite { batches.withLock { $0.append(eventCount(bytes)) } }
            }
            let replies = try await engine.submit(
                batch: [Envelopes.transfer(100, key: 1), Envelopes.fund(50, key: 2), Envelopes.pay(1, 50, key: 3)],
                atomic: true)
            bench.hook.set(nil)
            #expect(try replies.map { try $0.get().position.value } == [5, 6, 8])
        }
        #expect(batches.withLock { $0 } == [4])
    }

    @Test func `an atomic group with a refused command does not happen at all, nor are its keys used`() async throws {
        let bench = EngineBench()
        try await bench.withEngine { engine in
            try await engine.begin(100)
            let (end, before) = (bench.end, try await engine.summary())
            let bob = OpenAccount(id: Envelopes.name("bob"), currency: Envelopes.dollar, kind: .asset)
            let group = [
                CommandEnvelope(.openAccount(bob), key: Envelopes.key(1)), Envelopes.transfer(60, key: 2),
                Envelopes.pay(1, 20, .manual, key: 3), Envelopes.transfer(60, key: 4), Envelopes.transfer(1, key: 5),
            ]
            let replies = try await engine.submit(batch: group, atomic: true)
            #expect(
                replies == [
                    .failure(.linkedCommandFailed), .failure(.linkedCommandFailed), .failure(.linkedCommandFailed),
                    .failure(.insufficientFunds), .failure(.linkedCommandFailed),
                ])
            #expect(bench.end == end)
            #expect(try await engine.summary() == before)
            for key in UInt64(1)...5 { #expect(try await !engine.take(Envelopes.transfer(1, key: key)).isReplay) }
        }
        #expect(try bench.image() == bench.image(replaying: true))
    }

    @Test func `a group among others takes nothing of them with it`() async throws {
        let bench = EngineBench()
        let gate = Gate()
        try await bench.withEngine { engine in
            try await engine.begin(100)
            bench.hook.set { operation, _ in if operation.isBatchSync { gate.pass() } }
            async let held = engine.take(Envelopes.fund(1))
            await gate.arrival()
            async let before = engine.take(Envelopes.transfer(10, key: 1))
            await until("one waits") { engine.waitingCommands == 1 }
            async let group = engine.submit(
                batch: [Envelopes.transfer(20, key: 2), Envelopes.transfer(900, key: 3)], atomic: true)
            await until("the group waits") { engine.waitingCommands == 3 }
            async let after = engine.take(Envelopes.transfer(30, key: 2))
            await until("four wait") { engine.waitingCommands == 4 }
            gate.open()
            _ = try await (held, before, after)
            #expect(try await group == [.failure(.linkedCommandFailed), .failure(.insufficientFunds)])
            #expect(try await engine.balance(Envelopes.acme) == 40)
            bench.hook.set(nil)
        }
    }

    @Test func `a group that is too large, in commands or bytes, is refused as a whole`() async throws {
        let bench = EngineBench()
        var settings = EngineSettings()
        settings.maximumBatchCommands = 2000
        try await bench.withEngine(settings) { engine in
            try await engine.begin(100)
            let before = try await engine.summary()
            let many = [CommandEnvelope](repeating: Envelopes.fund(1), count: 2001)
            let tooMany = try await engine.submit(batch: many, atomic: true)
            #expect(tooMany == [Reply](repeating: .failure(.groupTooLarge), count: 2001))
            // 64 KiB are full before 2000 commands with keys are.
            let keyed = (0..<2000).map { Envelopes.fund(1, key: UInt64($0)) }
            let tooLarge = try await engine.submit(batch: keyed, atomic: true)
            #expect(tooLarge == [Reply](repeating: .failure(.groupTooLarge), count: 2000))
            #expect(try await engine.summary() == before)
            let replies = try await engine.submit(batch: keyed, atomic: false)
            #expect(try replies.allSatisfy { try !$0.get().isReplay })
            #expect(try await engine.balance(Envelopes.alice) == 2100)
        }
    }
}

/// How many events a batch holds.
func eventCount(_ batch: [UInt8]) -> Int {
    (try? BatchHeader(reading: unsafe batch.span.bytes).eventCount) ?? 0
}
