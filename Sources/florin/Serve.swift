import ArgumentParser
import Foundation
import Logging
import Metrics
import PaymentEngine
import PaymentHTTP
import PaymentMessaging
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

    @Flag(help: "Make a key with every scope for as long as the server runs, and print it. Loopback only.")
    var dev = false

    @Option(
        name: .customLong("broker"), parsing: .singleValue,
        help: "Publish every event there: a URL, with the topic behind #; may be repeated. See docs/messaging.md.")
    var brokers: [String] = []

    @Option(
        name: .customLong("intake"), parsing: .singleValue,
        help: "Take commands from there: URL#QUEUE or URL#TOPIC/GROUP; may be repeated.")
    var intakes: [String] = []

    @Option(help: "Which engine holds the queues: a URL. Default embedded:, a file in the data folder.")
    var queues: String?

    func run() async throws {
        var settings = try await options.settings()
        if !brokers.isEmpty { settings.messaging.brokers = brokers }
        if !intakes.isEmpty { settings.messaging.intakes = intakes }
        if let queues { settings.messaging.queues = queues }
        settings.server.echoRoute = echoRoute
        let logger = Composition.logger(level: settings.logLevel)
        let devKey = dev ? try DevKey() : nil
        let ring = try Composition.keyRing(settings, devKey: devKey, logger: logger)
        settings.server.maximumConnections = try FileDescriptorLimit.raise(
            toHold: settings.server.maximumConnections, logger: logger)
        let registry = PrometheusRegistry()
        for (label, help) in EngineMetrics.descriptions { registry.describe(label, help) }
        for (label, help) in QueueWatch.descriptions { registry.describe(label, help) }
        let engine = Composition.engine(
            folder: settings.data, settings: settings.engine, journal: settings.journal,
            metrics: EngineMetrics(factory: registry), logger: logger)
        let reads = try Composition.readSide(settings, engine: engine, logger: logger)
        try Composition.makeFolder(settings.data)
        let messaging = try MessagingParts(settings, engine: engine, reads: reads, logger: logger)
        try await messaging.connect(logger: logger)
        let server = try PaymentServer(
            settings: settings.server, engine: engine, reads: reads,
            access: AccessPolicy(ring, standardLimit: settings.rateLimit), commands: messaging.commands,
            following: messaging.relays, companions: messaging.companions, queues: messaging.queues,
            metrics: registry, logger: logger)
        let announcement = Announcement(
            server: server, engine: engine, scheme: settings.scheme, host: settings.server.host, data: settings.data,
            logger: logger)
        var services = ServiceGroupConfiguration(
            services: [
                .init(service: engine, successTerminationBehavior: .gracefullyShutdownGroup),
                .init(service: reads.views.subscription, successTerminationBehavior: .gracefullyShutdownGroup),
                .init(service: messaging.service, successTerminationBehavior: .gracefullyShutdownGroup),
                .init(service: server, successTerminationBehavior: .gracefullyShutdownGroup),
                // Told to stop before the server, or the server would wait for the readers of the stream.
                .init(service: server.pace, successTerminationBehavior: .gracefullyShutdownGroup),
                // So that clients that wait for messages are answered.
                .init(service: messaging.queues.desk, successTerminationBehavior: .gracefullyShutdownGroup),
                .init(
                    service: QueueWatch(messaging.intakes, metrics: registry), successTerminationBehavior: .ignore),
                .init(service: announcement, successTerminationBehavior: .ignore),
            ],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        if let devKey {
            let notice = DevKeyNotice(
                key: devKey, server: server, scheme: settings.scheme, host: settings.server.host)
            services.services.append(.init(service: notice, successTerminationBehavior: .ignore))
        }
        services.maximumGracefulShutdownDuration = .seconds(60)
        do {
            try await ServiceGroup(configuration: services).run()
        } catch {
            throw Composition.explain(error, folder: settings.data)
        }
        await messaging.brokers.close()
    }
}
