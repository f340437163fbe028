import JournalTestSupport
import PaymentCore
import PaymentEngine
import Testing

@Suite("Expiry timers", .timeLimit(.minutes(2)))
struct ExpiryTests {
    @Test func `what is due ends when the clock says so, without a command`() async throws {
        let bench = EngineBench()
        try await bench.withEngine { engine in
            try await engine.begin(100)
            try await engine.take(Envelopes.pay(1, 60, .manual, key: 1, seconds: 60))
            try await engine.take(Envelopes.transfer(40, key: 2, pending: true, seconds: 90))
            bench.clock += 59_999
            engine.wake()
            #expect(try await engine.payment(Envelopes.id(1))?.value.status == .authorized)
            bench.clock += 1
            engine.wake()
            try await until("it expires") { try await engine.payment(Envelopes.id(1))?.value.status == .expired }
            #expect(try await engine.summary().pendingTransferCount == 1)
            bench.clock += 30_000
            engine.wake()
            try await until("it expires") { try await engine.summary().pendingTransferCount == 0 }
            #expect(try await engine.account(Envelopes.alice)?.value.balance.available == 100)
        }
        #expect(try bench.image() == bench.image(replaying: true))
    }

    @Test func `what is due has ended before the next command is decided`() async throws {
        let bench = EngineBench()
        try await bench.withEngine { engine in
            try await engine.begin(100)
            try await engine.take(Envelopes.pay(1, 100, .manual, key: 1, seconds: 60))
            #expect(try await engine.submit(Envelopes.transfer(100, key: 2)) == .failure(.insufficientFunds))
            bench.clock += 60_000
            try await engine.take(Envelopes.transfer(100, key: 2))
            #expect(try await engine.submit(Envelopes.confirm(1, key: 3)) == .failure(.paymentExpired))
        }
    }

    @Test func `after a restart ends what became due meanwhile`() async throws {
        for snapshots in [UInt64(0), 1_000_000] {
            let bench = EngineBench()
            var settings = EngineSettings()
            settings.snapshotEveryEvents = snapshots
            try await bench.withEngine(settings) { engine in
                try await engine.begin(100)
                try await engine.take(Envelopes.pay(1, 60, .manual, key: 1, seconds: 60))
                try await engine.take(Envelopes.confirm(1, 10, key: 2))
                try await engine.take(Envelopes.transfer(40, key: 3, pending: true, seconds: 30))
            }
            bench.clock += 60_000
            try await bench.withEngine(settings) { engine in
                #expect(try await engine.balance(Envelopes.acme) == 10)
                try await until("both end") { try await engine.payment(Envelopes.id(1))?.value.status == .captured }
                #expect(try await engine.summary().pendingTransferCount == 0)
                #expect(try await engine.account(Envelopes.alice)?.value.balance.available == 90)
            }
            #expect(try bench.image(settings) == bench.image(settings, replaying: true))
        }
    }

    @Test func `more that is due than one batch takes ends in several`() async throws {
        let bench = EngineBench()
        var settings = EngineSettings()
        settings.maximumBatchCommands = 10
        try await bench.withEngine(settings) { engine in
            try await engine.begin()
            _ = try await engine.submit(
                batch: (0..<95).map { Envelopes.transfer(1, key: $0, pending: true, seconds: 60) }, atomic: false)
            bench.clock += 60_000
            try await engine.take(Envelopes.transfer(1))
            #expect(try await engine.summary().pendingTransferCount == 0)
            #expect(try await engine.account(Envelopes.alice)?.value.balance.available == 999_999)
        }
    }

    @Test func `a clock that goes back does not take the ledger's time with it`() async throws {
        let bench = EngineBench()
        try await bench.withEngine { engine in
            try await engine.begin()
            bench.clock = 5000
            let answer = try await engine.take(Envelopes.transfer(1, key: 1))
            guard case .transfer(let transfer) = answer.outcome else { return }
            #expect(transfer.decidedAt == Timestamp(milliseconds: 1_000_000))
            bench.clock = -1
            try await engine.take(Envelopes.transfer(1, key: 2, pending: true, seconds: 1))
        }
        #expect(try bench.image() == bench.image(replaying: true))
    }
}
