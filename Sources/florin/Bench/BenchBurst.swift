import ArgumentParser
import BlockingIO
import Foundation
import Logging
import Messaging
import PaymentEngine

/// `florin bench burst`: what a queue makes of ten times as many payments as can be handled.
struct BenchBurst: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "burst",
        abstract: "Offer many times the rate that can be handled for a while, and see how the queue levels it.",
        discussion: """
            Payments are queued durably. Consumers, as many as the depth asks for between a minimum and a maximum, take each to a stand-in for a payment \
            rail that needs a fixed time, and then to the engine. Shown: the depth Q, the service time P, the predicted time to drain T = Q × P ÷ \
            consumers when the burst ends, the time that it took, the memory, and that every payment is in the ledger once.
            """)

    @Option(help: "The engine of the queue, as florin serve --queues takes it. Default embedded:, in a temporary file.")
    var broker: String?

    @Option(help: "What the rail needs for a payment, in milliseconds.")
    var service = 10

    @Option(help: "Consumers, MIN-MAX.")
    var consumers = "1-8"

    @Option(help: "How many times the rate that can be handled is offered.")
    var factor = 10.0

    @Option(help: "For how many seconds.")
    var seconds = 10.0

    @Option(help: "Folder for the data; a temporary one inside it is made and removed.")
    var folder = "."

    func run() async throws {
        let path = try TemporaryEngine.makeFolder(in: folder)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let range = try IntakeAddress.range(consumers)
        let logger = Logger(label: "florin.bench") { _ in SwiftLogNoOpLogHandler() }
        let brokers = Brokers(data: path, logger: logger)
        let broker = try brokers.broker(self.broker ?? "embedded:")
        try await broker.connect()
        let (service, factor, seconds) = (service, factor, seconds)
        try await TemporaryEngine.use(in: path) { engine in
            var measurement = try BurstMeasurement(engine, broker, consumers: range)
            measurement.service = .milliseconds(service)
            measurement.offered = factor * Double(range.upperBound) * 1000 / Double(max(1, service))
            measurement.seconds = seconds
            try await measurement.run { print($0) }
        }
        await brokers.close()
    }
}
