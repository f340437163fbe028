import BlockingIO
import Foundation
import Journal
import JournalFile
import Logging
import PaymentCore
import PaymentEngine

/// Measures one row of `florin bench ledger`.
struct LedgerRow {
    let batch: Int
    let submitters: Int
    let seconds: Double
    let folder: String

    func measure() async throws -> LedgerResult {
        let (rate, latencies) = try await measureEngine()
        let journalBatch = batch * submitters
        let bytes = try LedgerProbe.encodedBytes(of: journalBatch)
        let journalRate = try await WorkerThread.run(name: "bench-journal") { [self] in
            try measureJournal(bytes, events: journalBatch)
        }
        let decideRate = try await WorkerThread.run(name: "bench-decide") { [self] in try measureDecisions() }
        let quantiles = latencies.milliseconds([0.5, 0.99, 0.999, 1])
        return LedgerResult(
            batch: batch, submitters: submitters, perSecond: rate, p50Milliseconds: quantiles[0],
            p99Milliseconds: quantiles[1],
            p999Milliseconds: quantiles[2], maxMilliseconds: quantiles[3], journalOnlyPerSecond: journalRate,
            decideOnlyPerSecond: decideRate)
    }

    private func measureEngine() async throws -> (rate: Int, Latencies) {
        try await TemporaryEngine.use(in: folder) { engine in
            _ = try await engine.submit(batch: try TransferSource(seed: 0).openings(), atomic: false)
            let start = MonotonicClock.now()
            let end = start + UInt64(seconds * 1e9)
            let parts = try await withThrowingTaskGroup(of: (Int, Latencies).self) { group in
                for number in 0..<submitters {
                    group.addTask { try await submit(to: engine, seed: UInt64(number) + 1, until: end) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let elapsed = Double(MonotonicClock.now() - start) / 1e9
            var latencies = Latencies()
            for (_, part) in parts { latencies.append(part) }
            return (Int(Double(parts.reduce(0) { $0 + $1.0 }) / elapsed), latencies)
        }
    }

    /// One submitter: sends commands, makes the next ones meanwhile, and waits until the first are durable.
    private func submit(to engine: PaymentEngine, seed: UInt64, until end: UInt64) async throws -> (Int, Latencies) {
        var source = try TransferSource(seed: seed)
        var latencies = Latencies()
        var count = 0
        var commands = source.next(batch)
        while MonotonicClock.now() < end {
            let sent = commands
            async let nanoseconds = LedgerRow.send(sent, to: engine)
            commands = source.next(batch)
            latencies.record(nanoseconds: try await nanoseconds)
            count += batch
        }
        return (count, latencies)
    }

    /// Sends commands and waits until they are durable.
    /// - Returns: how long that took, in nanoseconds
    private static func send(_ commands: [CommandEnvelope], to engine: PaymentEngine) async throws -> UInt64 {
        let start = MonotonicClock.now()
        if commands.count == 1 {
            _ = try await engine.submit(commands[0]).get()
        } else {
            for reply in try await engine.submit(batch: commands, atomic: false) { _ = try reply.get() }
        }
        return MonotonicClock.now() - start
    }

    /// Appends batches of the same bytes as the engine's, and nothing else.
    private func measureJournal(_ payload: [UInt8], events: Int) throws -> Int {
        let path = try TemporaryEngine.makeFolder(in: folder)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let journal = try FileJournal(folder: path)
        defer { journal.close() }
        var buffer = BatchBuffer(capacityBytes: 1 << 20)
        var count = 0
        let start = MonotonicClock.now()
        while MonotonicClock.now() < start + UInt64(seconds * 0.5e9) {
            buffer.removeAll()
            buffer.bytes.append(contentsOf: payload)
            buffer.eventCount = events
            try journal.reserve()
            _ = try journal.append(&buffer, time: Timestamp(milliseconds: 0), expecting: journal.end)
            count += events
        }
        return Int(Double(count) / (Double(MonotonicClock.now() - start) / 1e9))
    }

    /// Decides and encodes transfers, and nothing else.
    private func measureDecisions() throws -> Int {
        var probe = try LedgerProbe()
        var source = try TransferSource(seed: 7)
        var (count, elapsed) = (0, UInt64(0))
        while elapsed < UInt64(seconds * 0.2e9) {
            let commands = source.next(max(batch, 100))
            let start = MonotonicClock.now()
            try probe.decide(commands)
            elapsed += MonotonicClock.now() - start
            count += commands.count
        }
        return Int(Double(count) / (Double(elapsed) / 1e9))
    }
}
