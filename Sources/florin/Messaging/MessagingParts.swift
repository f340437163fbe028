import Logging
import Messaging
import PaymentCore
import PaymentEngine
import PaymentHTTP
import PaymentMessaging
import ServiceLifecycle

/// What of a server works with message engines.
struct MessagingParts {
    /// The engines.
    let brokers: Brokers
    /// What queues are used with over HTTP.
    let queues: QueueSide
    /// The entrance of commands that are answered before they are decided.
    let commands: CommandQueue
    /// What publishes events.
    let relays: [Relay]
    /// What takes commands.
    let intakes: [Intake]

    /// The topic of events, where the URL names none.
    static let standardTopic = "florin.events"

    /// Puts the parts together; nothing connects yet.
    /// - Throws: ``CommandFailure`` that says what is wrong with a URL
    init(_ settings: Settings, engine: PaymentEngine, reads: ReadSide, logger: Logger) throws {
        let messaging = settings.messaging
        brokers = Brokers(data: settings.data, logger: logger)
        let queueBroker = try brokers.broker(messaging.queues)
        let outcomes = try RequestLog(path: settings.data + "/requests.sqlite", clock: Composition.systemTime)
        let addresses = try messaging.intakes.map(IntakeAddress.init)
        let slots = WeightedSlots(messaging.turns, weights: [1] + addresses.map(\.weight))

        var own = IntakeSettings()
        own.consumers = messaging.consumers
        own.idempotencyRetentionSeconds = Int64(clamping: settings.engine.idempotencyRetentionSeconds)
        own.maximumBodyBytes = max(messaging.maximumMessageBytes, settings.server.maximumBodyBytes)
        own.share = HandlerShare(of: slots, user: 0)
        let decider = Intake(
            from: try ConsumerGroup(queue: CommandQueue.name), on: queueBroker, origin: .server, engine: engine,
            outcomes: outcomes, settings: own, logger: logger)
        commands = try CommandQueue(
            on: queueBroker, maximumDepth: messaging.maximumQueuedCommands, outcomes: outcomes
        ) { waiting in
            await decider.quantities.drainSeconds(waiting: waiting)
        }
        var intakes = [decider]
        for (index, address) in addresses.enumerated() {
            var taking = IntakeSettings()
            taking.consumers = address.consumers ?? taking.consumers
            taking.maximumBodyBytes = messaging.maximumMessageBytes
            taking.idempotencyRetentionSeconds = own.idempotencyRetentionSeconds
            taking.share = HandlerShare(of: slots, user: index + 1)
            intakes.append(
                Intake(
                    from: address.group, on: try brokers.broker(address.url),
                    place: try MessagingParts.place(address.url) + "#\(address.group.reference)", engine: engine,
                    settings: taking,
                    logger: logger))
        }
        self.intakes = intakes
        let handled = intakes
        queues = QueueSide(broker: queueBroker, desk: LeaseDesk(queueBroker)) { group in
            await handled.first { $0.group == group && $0.broker.label == queueBroker.label }?.quantities
        }
        let brokers = brokers
        relays = try messaging.brokers.map { url in
            try MessagingParts.relay(url, brokers, settings, engine: engine, reads: reads, logger: logger)
        }
        let names = relays.map(\.name)
        if let name = names.first(where: { name in names.count { $0 == name } > 1 }) {
            throw CommandFailure("The broker \(name) is given twice.")
        }
        for relay in relays { engine.retain(for: relay.published) }
    }

    private static func relay(
        _ url: String, _ brokers: Brokers, _ settings: Settings, engine: PaymentEngine, reads: ReadSide, logger: Logger
    ) throws -> Relay {
        let broker = try brokers.broker(url)
        let hash = url.firstIndex(of: "#")
        let topic: Topic
        do throws(MessagingFault) {
            topic = try Topic(hash.map { String(url[url.index(after: $0)...]) } ?? standardTopic)
        } catch {
            throw CommandFailure("\(error.message).")
        }
        // The URL as it was given, without user, password and options: engine, place and topic are what a mark belongs to.
        let name = try place(String(url.prefix { $0 != "#" })) + "#\(topic.name)"
        return Relay(
            name: name, to: topic, on: broker, from: reads, durable: engine.durable,
            mark: RelayMark(folder: settings.data + "/relays", relay: name), logger: logger)
    }

    /// An engine and the place in it, without user, password and options.
    private static func place(_ url: String) throws -> String {
        do throws(MessagingFault) {
            return "\(try BrokerURL(url))"
        } catch {
            throw CommandFailure("\(error.message).")
        }
    }

    /// What readiness looks at beside the engine.
    var companions: [any Companion] { relays as [any Companion] + intakes }

    /// What runs; told to stop together, so that engines that are away are waited for at the same time.
    var service: any Service { SideBySide(relays as [any Service] + intakes) }

    /// Looks whether the engines are there, so that a wrong password stops the start; one that is away does not.
    /// - Throws: ``CommandFailure`` that names engine, host and cause
    func connect(logger: Logger) async throws {
        for (label, fault) in try await brokers.away(logger: logger) {
            for relay in relays where relay.broker.label == label { relay.expect(fault) }
            for intake in intakes where intake.broker.label == label { intake.expect(fault) }
        }
    }
}
