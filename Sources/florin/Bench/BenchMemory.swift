import ArgumentParser
import Foundation
import Logging
import PaymentCore
import PaymentEngine

/// `florin bench memory`: what a retained payment with its idempotency record costs.
struct BenchMemory: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "memory", abstract: "Measure the memory per retained payment with its idempotency record.")

    @Option(help: "How many payments to make.")
    var payments = 2_000_000

    @Option(help: "Folder for the journal; a temporary one inside it is made and removed.")
    var folder = "."

    func run() async throws {
        let payments = payments
        let bytes = try await TemporaryEngine.use(in: folder, settings: settings) { engine in
            var source = try PaymentSource(seed: 1)
            _ = try await engine.submit(batch: source.openings(), atomic: false)
            _ = try await engine.submit(batch: source.next(8000, using: engine), atomic: false)
            let before = try ProcessMemory.residentBytes()
            for _ in 0..<max(1, payments / 8000) {
                for reply in try await engine.submit(batch: source.next(8000, using: engine), atomic: false) {
                    _ = try reply.get()
                }
            }
            return Double(try ProcessMemory.residentBytes() - before) / Double(max(1, payments / 8000) * 8000)
        }
        print(
            "\(payments) payments, each with an order reference and an idempotency key: \(Int(bytes.rounded())) bytes each"
        )
    }

    private var settings: EngineSettings {
        var settings = EngineSettings()
        settings.snapshotEveryEvents = 0
        return settings
    }
}
