import ArgumentParser
import BlockingIO
import Foundation
import Journal
import JournalFile
import PaymentCore
import PaymentEngine

/// `florin bench replay`: how fast the ledger is rebuilt from the journal.
struct BenchReplay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Measure how fast the events behind the snapshot are replayed at the start.",
        discussion:
            "Reading, checksums, hash chain, decoding and applying; keyed transfers between random accounts out of 10,000."
    )

    @Option(help: "How many events the journal holds.")
    var events = 4_000_000

    @Option(help: "Folder for the journal; a temporary one inside it is made and removed.")
    var folder = "."

    func run() async throws {
        let path = try TemporaryEngine.makeFolder(in: folder)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let wanted = events
        let (count, seconds) = try await WorkerThread.run(name: "bench-replay") {
            try BenchReplay.fill(path, events: wanted)
            let journal = try FileJournal(folder: path)
            let start = MonotonicClock.now()
            let ledger = try Ledger(journal: journal, snapshots: nil, settings: EngineSettings())
            return (ledger.state.position.value, Double(MonotonicClock.now() - start) / 1e9)
        }
        print(
            "\(count) events replayed in \(String(format: "%.2f", seconds)) s: \(Int(Double(count) / seconds)) events/s"
        )
    }

    private static func fill(_ path: String, events: Int) throws {
        let journal = try FileJournal(folder: path)
        defer { journal.close() }
        var ledger = Ledger(settings: EngineSettings())
        var source = try TransferSource(seed: 1)
        var buffer = BatchBuffer(capacityBytes: 1 << 20)
        var commands = source.openings()
        let time = Composition.systemTime()
        while journal.end.value < UInt64(events) {
            buffer.removeAll()
            for command in commands.prefix(8000) { _ = try ledger.execute(command, at: time, into: &buffer).get() }
            try journal.reserve()
            _ = try journal.append(&buffer, time: time, expecting: journal.end)
            commands = commands.count > 8000 ? Array(commands.dropFirst(8000)) : source.next(8000)
        }
    }
}
