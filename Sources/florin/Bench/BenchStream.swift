import ArgumentParser
import BlockingIO
import Foundation
import HTTPLoad

/// `florin bench stream`: what many readers of the live stream cost the server.
struct BenchStream: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stream",
        abstract: "Measure what many readers of the live stream cost the server.",
        discussion: """
            Payments at a fixed rate, two events each; the processor time of the server process, with and without readers. The readers and the load \
            generator share this machine's cores with the server.
            """)

    @Option(help: "Readers.")
    var readers = 1000

    @Option(help: "Events a second.")
    var rate = 1000.0

    @Option(help: "Seconds to measure each figure.")
    var seconds = 10.0

    @Option(help: "Folder for the data; a temporary one inside it is made and removed.")
    var folder = "."

    func run() async throws {
        let server = try BenchServer(folder: folder)
        defer { server.stop() }
        var measurement = StreamMeasurement(server: server)
        (measurement.rate, measurement.seconds, measurement.readers) = (rate, seconds, readers)
        let measured = measurement
        print(try await WorkerThread.run(name: "bench-stream") { try measured.run() })
    }
}
