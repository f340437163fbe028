import ArgumentParser
import Foundation
import Logging
import Metrics
import PaymentEngine
import PaymentHTTP
import PaymentViews
import PrometheusMetrics
import ServiceLifecycle
import UnixSignals

/// `florin serve`: the server.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve payments over HTTP.",
        discussion: "Stops cleanly on SIGTERM and SIGINT: answers what has arrived, takes a last snapshot.")

    @OptionGroup
    var options: SettingsOptions

    @Flag(name: .customLong("echo-route"), help: "Add POST /v1/echo, which decides nothing: for benchmarks only.")
    var echoRoute = false

    func run() async throws {
        var settings = try await options.settings()
        settings.server.echoRoute = echoRoute
        let logger = Composition.logger(level: settings.logLevel)
        if !ListenAddress(host: settings.server.host, port: settings.server.port).isLoopback {
            logger.warning("Whoever reaches this address can move money: there is no authentication yet")
        }
        settings.server.maximumConnections = try FileDescriptorLimit.raise(
            toHold: settings.server.maximumConnections, logger: logger)
        let registry = PrometheusRegistry()
        for (label, help) in EngineMetrics.descriptions { registry.describe(label, help) }
        let engine = Composition.engine(
            folder: settings.data, settings: settings.engine, journal: settings.journal,
            metrics: EngineMetrics(factory: registry), logger: logger)
        let reads = try Composition.readSide(
            folder: settings.data, settings: settings.views, engine: engine, logger: logger)
        let server = try PaymentServer(
            settings: settings.server, engine: engine, reads: reads, metrics: registry, logger: logger)
        let announcement = Announcement(
            server: server, engine: engine, host: settings.server.host, data: settings.data, logger: logger)
        var services = ServiceGroupConfiguration(
            services: [
                .init(service: engine, successTerminationBehavior: .gracefullyShutdownGroup),
                .init(service: reads.views.subscription, successTerminationBehavior: .gracefullyShutdownGroup),
                .init(service: server, successTerminationBehavior: .gracefullyShutdownGroup),
                // Told to stop before the server, or the server would wait for the readers of the stream.
                .init(service: server.pace, successTerminationBehavior: .gracefullyShutdownGroup),
                .init(service: announcement, successTerminationBehavior: .ignore),
            ],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        services.maximumGracefulShutdownDuration = .seconds(60)
        do {
            try await ServiceGroup(configuration: services).run()
        } catch {
            throw Composition.explain(error, folder: settings.data)
        }
    }
}
