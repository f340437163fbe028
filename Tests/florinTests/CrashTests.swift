import Foundation
import HTTPLoad
import JournalTestSupport
import Testing

/// The real server under load, killed without warning.
///
/// `make crash-test ROUNDS=50` runs more rounds than the few of `make test`; `FLORIN_SEED` repeats a run.
@Suite("Crash", .serialized)
struct CrashTests {
    @Test func `every acknowledged payment survives kill -9 exactly once`() throws {
        let environment = ProcessInfo.processInfo.environment
        let rounds = environment["FLORIN_CRASH_ROUNDS"].flatMap { Int($0) } ?? 3
        let seed = environment["FLORIN_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 0...UInt64(UInt32.max))
        var generator = SeededGenerator(seed: seed)
        let folder = try TemporaryFolder()
        let load = PaymentLoad()
        // Small segments and frequent snapshots, so that the kills also hit those.
        let flags = ["--set", "journal.segment_size_bytes=4194304", "--set", "engine.snapshot_every_events=1000"]
        var checked = 0
        for round in 0..<rounds {
            let server = try ServerProcess(data: folder.path, flags: flags)
            if round == 0 { try fund(server) }
            try check(load, from: checked, on: server, seed: seed, round: round)
            checked = load.all.count
            let count = Int.random(in: 1...1500, using: &generator)
            try load.run(on: server, round: round, clients: 8, interruptAfter: count) { server.kill() }
        }
        let server = try ServerProcess(data: folder.path, flags: flags)
        try check(load, from: 0, on: server, seed: seed, round: rounds)
        #expect(server.stop() == 0)
        let verification = try ServerProcess.run(["verify", "--data", folder.path])
        #expect(verification.status == 0, "seed \(seed): \(verification.output)")
    }

    private func fund(_ server: ServerProcess) throws {
        let client = try server.client()
        for id in ["rail:bank", "wallet:payer", "merchant:payee"] {
            let answer = try client.request(
                "POST", "/v1/accounts", headers: [("Content-Type", "application/json")],
                body: #"{"id":"\#(id)","currency":"USD"}"#)
            #expect(answer.status == 201)
        }
        let answer = try client.request(
            "POST", "/v1/transfers", headers: [("Content-Type", "application/json"), ("Idempotency-Key", "fund")],
            body: #"{"debit":"rail:bank","credit":"wallet:payer","amount":1000000000000,"currency":"USD"}"#)
        #expect(answer.status == 201)
    }

    /// After a restart: what was acknowledged is there as it was, what was not is made exactly once by repeating it, and the sums agree.
    private func check(
        _ load: PaymentLoad, from start: Int, on server: ServerProcess, seed: UInt64, round: Int
    ) throws {
        try load.retryUnanswered(on: server)
        let client = try server.client()
        var ids: Set<Substring> = []
        for attempt in load.all.dropFirst(start) {
            let first = try #require(attempt.answer)
            let id = first.dropFirst(7).prefix(30)
            ids.insert(id)
            let read = try client.request("GET", "/v1/payments/\(id)")
            #expect(read.text == first, "seed \(seed), round \(round): the payment is not what was acknowledged")
            let replay = try client.request("POST", "/v1/payments", headers: attempt.headers, body: attempt.body)
            #expect(replay.text == first, "seed \(seed), round \(round): the retry got another answer")
            #expect(replay["idempotent-replayed"] == "true", "seed \(seed), round \(round)")
        }
        #expect(
            ids.count == load.all.count - start,
            "seed \(seed), round \(round): a payment was made twice or two share an id")
        let paid = load.all.reduce(0) { $0 + $1.amount }
        let payee = try client.request("GET", "/v1/accounts/merchant:payee").text
        let payer = try client.request("GET", "/v1/accounts/wallet:payer").text
        #expect(payee.contains(#""posted":\#(paid),"#), "seed \(seed), round \(round): \(payee), paid \(paid)")
        #expect(payer.contains(#""posted":\#(1_000_000_000_000 - paid),"#), "seed \(seed), round \(round): \(payer)")
    }
}
