import ArgumentParser
import BlockingIO
import HTTPLoad

/// `florin bench reads`: reads over HTTP, and how far the views lag behind writes.
struct BenchReads: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reads",
        abstract: "Measure reads over HTTP, and how far the views lag behind payments.",
        discussion: """
            A server process of its own on loopback and the load generator share this machine's cores. First payments at a fixed rate, while a \
            probe measures how long after its answer a payment is in the views; then payments by id, and pages of 100.
            """)

    @Option(help: "Seconds to measure each figure.")
    var seconds = 5.0

    @Option(help: "Connections.")
    var connections = 64

    @Option(help: "Payments a second while the lag is measured.")
    var rate = 20_000.0

    @Option(help: "Folder for the data; a temporary one inside it is made and removed.")
    var folder = "."

    func run() async throws {
        let server = try BenchServer(folder: folder)
        defer { server.stop() }
        let measurement = HTTPMeasurement(port: server.port, connections: connections, seconds: seconds)
        let (rate, seconds) = (rate, seconds)
        print(
            try await WorkerThread.run(name: "bench-reads") {
                try ReadMeasurement(base: measurement, rate: rate, seconds: seconds).run()
            })
    }
}
