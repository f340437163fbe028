import ArgumentParser
import BlockingIO
import Foundation
import Logging
import Messaging

/// `florin bench messaging`: how fast an engine takes messages and gives them back.
struct BenchMessaging: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "messaging",
        abstract: "Measure how fast a message engine takes messages and gives them back.",
        discussion: """
            Publishes to a topic with one group, from several tasks in batches, each confirmed by the engine; then handles what waits, in batches, each \
            acknowledged. Then the engine's own tool, where it has one and it is installed. The topic's name is new every time; remove it with the \
            engine's own means.
            """)

    @Option(help: "The engine, as florin serve --broker takes it. Default embedded:, in a temporary file.")
    var broker: String?

    @Option(help: "How many messages.")
    var messages = 200_000

    @Option(help: "Bytes of each body.")
    var bytes = 1024

    @Option(help: "Messages of one call.")
    var batch = 1000

    @Option(help: "Tasks that publish.")
    var publishers = 4

    @Option(help: "How many keys the messages have; 0 for messages without a key.")
    var keys = 1000

    @Flag(
        help:
            "Measure also how fast single messages are published, one after the other, and what an idle consumer costs."
    )
    var more = false

    @Option(help: "Folder for the file of embedded:; a temporary one inside it is made and removed.")
    var folder = "."

    func run() async throws {
        let path = try TemporaryEngine.makeFolder(in: folder)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let brokers = Brokers(data: path, logger: Logger(label: "florin.bench") { _ in SwiftLogNoOpLogHandler() })
        let broker = try brokers.broker(self.broker ?? "embedded:")
        try await broker.connect()
        var measurement = try MessagingMeasurement(broker)
        (measurement.messages, measurement.bytes, measurement.batch) = (messages, bytes, max(1, batch))
        (measurement.publishers, measurement.keys) = (max(1, publishers), keys)
        try await measurement.declare()
        print(broker.label)
        print(try await measurement.publish())
        print(try await measurement.depth())
        print(try await measurement.consume())
        print(try await measurement.depth())
        if more {
            print(try await measurement.publishSingly())
            print(try await measurement.idle())
        }
        if let url = self.broker, let line = try await EngineTool(url)?.run(bytes: bytes) { print(line) }
        await brokers.close()
    }
}
