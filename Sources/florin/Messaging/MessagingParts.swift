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
            var settings = IntakeSettings()
            settings.consumers = address.consumers ?? settings.consumers
            settings.maximumBodyBytes = messaging.maximumMessageBytes
            settings.share = HandlerShare(of: slots, user: index + 1)
            intakes.append(
                Intake(
                    from: address.group, on: try brokers.broker(address.url), engine: engine, settings: settings,
                    logger: logger))
        }
        self.intakes = intakes
        let handled = intakes
        queues = QueueSide(broker: queueBroker, desk: LeaseDesk(queueBroker)) { group in
            await handled.first { $0.group == group && $0.broker.label == queueBroker.label }?.quantities
        }
        let brokers = brokers
        relays = try messaging.brokers.map { url in
            try MessagingParts.relay(url, brokers, data: settings.data, reads: reads, logger: logger)
        }
        for relay in relays { engine.retain(for: relay.published) }
    }

    private static func relay(
        _ url: String, _ brokers: Brokers, data: String, reads: ReadSide, logger: Logger
    ) throws -> Relay {
        let broker = try brokers.broker(url)
        let hash = url.firstIndex(of: "#")
        let topic: Topic
        do throws(MessagingFault) {
            topic = try Topic(hash.map { String(url[url.index(after: $0)...]) } ?? standardTopic)
        } catch {
            throw CommandFailure("\(error.message).")
        }
        let name = "\(broker.label)#\(topic.name)"
        return Relay(
            name: name, to: topic, on: broker, from: reads, mark: RelayMark(folder: data + "/relays", relay: name),
            logger: logger)
    }

    /// What readiness looks at beside the engine.
    var companions: [any Companion] { relays as [any Companion] + intakes }

    /// What runs, in the order of starting.
    var services: [any Service] { relays as [any Service] + intakes }
}
