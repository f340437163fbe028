import ArgumentParser
import Foundation
import PaymentViews

/// `florin bench views`: how fast the views follow, and how fast they answer.
struct BenchViews: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "views",
        abstract: "Measure how fast the views take in events, and how fast they answer.",
        discussion: """
            In process, from batches made in memory: payments captured at once, two events each, between random accounts. Then pages of 100 and balances \
            as of a moment, asked one after the other.
            """)

    @Option(help: "How many payments.")
    var payments = 2_000_000

    @Option(help: "How many accounts.")
    var accounts = 10_000

    @Flag(help: "References of orders as random as hashes, instead of ascending.")
    var randomReferences = false

    @Option(help: "Folder for the file; a temporary one inside it is made and removed.")
    var folder = "."

    func run() async throws {
        let path = try TemporaryEngine.makeFolder(in: folder)
        defer { try? FileManager.default.removeItem(atPath: path) }
        var bench = ViewBench(ViewSettings(path: path + "/views.sqlite"))
        bench.payments = payments
        bench.accounts = accounts
        bench.references = randomReferences ? .random : .ascending
        let result = try await bench.run { print($0) }
        let size = try FileManager.default.attributesOfItem(atPath: path + "/views.sqlite")[.size] as? Int ?? 0
        print("\(payments) payments, \(accounts) accounts: \(Int(result.eventsPerSecond)) events/s, \(size >> 20) MiB")
        for latency in result.latencies {
            let (p50, p99) = (latency.p50Milliseconds, latency.p99Milliseconds)
            print("\(latency.question): p50 \(String(format: "%.3f", p50)) ms, p99 \(String(format: "%.3f", p99)) ms")
        }
    }
}
