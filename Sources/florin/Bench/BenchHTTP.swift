import ArgumentParser
import BlockingIO
import Foundation
import HTTPLoad
import Logging
import PaymentEngine
import PaymentHTTP
import PrometheusMetrics

/// `florin bench http`: single payments over HTTP, each durable before its answer.
struct BenchHTTP: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "http",
        abstract: "Measure single payments over HTTP, each on the disk before its answer.",
        discussion: """
            A server process of its own on loopback and the load generator share this machine's cores. Beside the payments: the same \
            server's echo route, which reads and writes the same JSON and decides nothing. Then the latencies at half of the payment rate \
            (requests at fixed times; a late answer counts from when its request was due).
            """)

    @Option(help: "Seconds to measure each figure.")
    var seconds = 5.0

    @Option(help: "Connections.")
    var connections = 64

    @Option(help: "Folder for the journal; a temporary one inside it is made and removed. Choose the disk to measure.")
    var folder = "."

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let server = try BenchServer(folder: folder)
        defer { server.stop() }
        let measurement = HTTPMeasurement(port: server.port, connections: connections, seconds: seconds)
        let result = try await WorkerThread.run(name: "bench-http") { try measurement.run() }
        print(json ? try result.json() : result.text)
    }
}
