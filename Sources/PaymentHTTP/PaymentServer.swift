import HummingbirdCore
import HummingbirdTLS
public import Logging
import NIOCore
import NIOPosix
public import PaymentEngine
public import PrometheusMetrics
public import ServiceLifecycle
import Synchronization

/// Florin over HTTP: listens, and gives what clients ask for to the engine.
public final class PaymentServer: Service {
    private let settings: PaymentServerSettings
    private let responder: PaymentResponder
    private let logger: Logger
    private let boundPort = BoundPort()
    /// `nil` without TLS.
    private let certificate: ServerCertificate?

    /// The pace of the live stream: a service that runs beside the server, and must be told to stop before it.
    public let pace: StreamPace

    /// Creates a server; it listens once it runs.
    /// - Parameters:
    ///   - settings: where it listens and its limits
    ///   - engine: decides what clients ask for; must run for as long as the server does
    ///   - reads: what lists, histories and the live stream are read from
    ///   - access: who is let in
    ///   - commands: the queue of commands that are answered before they are decided; `nil` without one
    ///   - others: what else follows the journal
    ///   - companions: what else readiness looks at
    ///   - queues: what queues are used with; `nil` for a server without queues
    ///   - metrics: where it counts, and what `/metrics` shows
    ///   - logger: where it logs; never once a request
    /// - Throws: ``TLSFault`` where the files of TLS cannot be used; a rejection only if the echo route cannot be made
    public init(
        settings: PaymentServerSettings, engine: PaymentEngine, reads: ReadSide,
        access: AccessPolicy = AccessPolicy(nil), commands: CommandQueue? = nil,
        following others: [any MeasuredSubscription] = [], companions: [any Companion] = [],
        queues: QueueSide? = nil, metrics: PrometheusRegistry, logger: Logger
    ) throws {
        let subscriptions: [any MeasuredSubscription] = [reads.subscription] + others
        self.settings = settings
        self.logger = logger
        certificate = try settings.tls.map { try ServerCertificate($0, logger: logger) }
        pace = StreamPace(
            following: reads.subscription.consumed, interval: .seconds(settings.streamIntervalSeconds))
        responder = PaymentResponder(
            settings: settings, engine: engine, reads: reads, chunks: EventChunks(reads: reads), beats: pace.beats,
            subscriptions: subscriptions, gauges: SubscriptionGauges(subscriptions, metrics), registry: metrics,
            metrics: HTTPMetrics(metrics),
            date: DateHeader(),
            echo: settings.echoRoute ? try EchoRoute() : nil, commands: commands, companions: companions,
            policy: access, queues: queues)
    }

    /// Listens until it is told to stop; requests that have arrived are answered then.
    /// - Throws: what keeps it from listening, such as a port that is taken
    public func run() async throws {
        do {
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                if let certificate { tasks.addTask { try await certificate.run() } }
                try await server().run()
                tasks.cancelAll()
            }
            boundPort.fail()
        } catch {
            boundPort.fail()
            throw ListenFault(error, host: settings.host, port: settings.port) ?? error
        }
    }

    /// Waits until the server listens.
    /// - Returns: the port; `nil` where the server ended before it listened
    public func port() async -> Int? {
        await boundPort.value()
    }

    private func server() throws -> any Service {
        let responder = self.responder
        let limits = GateLimits(settings)
        let isBehindTLS = certificate != nil
        var decoder = HTTP1Channel.Configuration.DecoderConfiguration()
        decoder.maxHeaderFieldSize = settings.maximumHeaderBytes
        decoder.maxHeaderListSize = settings.maximumHeaderBytes
        decoder.maxHeaderFieldCount = settings.maximumHeaderFields
        let channel = HTTP1Channel.Configuration(
            additionalChannelHandlers: [
                RequestGate(
                    limits: limits, metrics: responder.metrics, date: responder.date, isBehindTLS: isBehindTLS),
                DepartureWatch(),
            ],
            httpDecoderConfiguration: decoder)
        let plain = HTTPServerBuilder.http1(configuration: channel)
        let builder = try certificate.map { try .tls(plain, tlsConfiguration: $0.configuration) } ?? plain
        return try builder.buildServer(
            configuration: ServerConfiguration(
                address: .hostname(settings.host, port: settings.port), backlog: settings.backlog,
                availableConnectionsDelegate: .maximum(settings.maximumConnections, logger: logger)),
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger
        ) { request, writer, channel in
            let response = try await responder.respond(to: request, from: channel)
            try await writer.write(response: response.head, body: response.body)
        } onServerRunning: { channel in
            self.boundPort.succeed(channel.localAddress?.port ?? self.settings.port)
        }
    }
}
