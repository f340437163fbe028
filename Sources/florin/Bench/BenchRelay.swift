import ArgumentParser
import BlockingIO
import Foundation
import Logging
import Messaging
import PaymentCore
import PaymentEngine
import PaymentHTTP
import PaymentMessaging
import PaymentViews
import ServiceLifecycle

/// `florin bench relay`: how fast the events of a journal reach an engine.
struct BenchRelay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "relay",
        abstract: "Measure how fast the events of a journal reach a message engine.",
        discussion:
            "Makes payments, two events each, waits until the views have them, and then publishes all events to a new topic with one group."
    )

    @Option(help: "The engine, as florin serve --broker takes it. Default embedded:, in a temporary file.")
    var broker: String?

    @Option(help: "How many events.")
    var events = 1_000_000

    @Option(help: "Folder for the data; a temporary one inside it is made and removed.")
    var folder = "."

    func run() async throws {
        let path = try TemporaryEngine.makeFolder(in: folder)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let logger = Logger(label: "florin.bench") { _ in SwiftLogNoOpLogHandler() }
        var settings = Settings()
        settings.data = path
        let brokers = Brokers(data: path, logger: logger)
        let broker = try brokers.broker(self.broker ?? "embedded:")
        let topic = try Topic("bench-\(UUID().uuidString.prefix(8).lowercased())")
        try await broker.declare(
            ConsumerGroup("bench", of: topic),
            startingAt: broker.guarantees.starts.contains(.beginning) ? .beginning : .end)

        let engine = Composition.engine(folder: path, logger: logger)
        let reads = try Composition.readSide(settings, engine: engine, logger: logger)
        let relay = Relay(
            name: "bench", to: topic, on: broker, from: reads, durable: engine.durable,
            mark: RelayMark(folder: path + "/relays", relay: "bench"),
            logger: logger)
        let views = reads.views.subscription
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await engine.run() }
            tasks.addTask { try await views.run() }
            let last = try await fill(engine)
            guard await reads.named.wait(for: last, timeout: .seconds(600)) else {
                throw CommandFailure("The views have not come to \(last.value).")
            }
            let start = MonotonicClock.now()
            tasks.addTask { try await relay.run() }
            guard await relay.published.wait(for: last, timeout: .seconds(3600)) else {
                throw CommandFailure("The relay has not come to \(last.value): \(await relay.fault ?? "")")
            }
            let seconds = Double(MonotonicClock.now() - start) / 1e9
            let rate = Int(Double(last.value) / seconds)
            print(
                "\(broker.label): relayed \(last.value) events in \(String(format: "%.2f", seconds)) s: \(rate) events/s"
            )
            tasks.cancelAll()
        }
        await brokers.close()
    }

    /// Makes payments.
    /// - Returns: the last event
    private func fill(_ engine: PaymentEngine) async throws -> Position {
        var source = try PaymentSource(seed: 1)
        _ = try await engine.submit(batch: source.openings(), atomic: false)
        while true {
            let replies = try await engine.submit(batch: source.next(4000, using: engine), atomic: false)
            guard let position = try replies.last?.get().position else { throw CommandFailure("Nothing was decided.") }
            if position.value >= UInt64(events) { return try await engine.summary().position }
        }
    }
}
