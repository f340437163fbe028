import Journal
import JournalFile
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
    /// The engine of the queues for those who wait for an answer: it says at once that it is away.
    private let queueCircuit: CircuitBreaker

    /// The topic of events, where the URL names none.
    static let standardTopic = "florin.events"

    /// Puts the parts together; nothing connects yet.
    /// - Throws: ``CommandFailure`` that says what is wrong with a URL
    init(_ settings: Settings, engine: PaymentEngine, reads: ReadSide, logger: Logger) throws {
        let messaging = settings.messaging
        brokers = Brokers(data: settings.data, logger: logger)
        let queueBroker = try brokers.broker(messaging.queues)
        let queued = try MessagingParts.commandGroup(settings)
        let circuit = CircuitBreaker(queueBroker, probing: queued)
        queueCircuit = circuit
        let outcomes = try RequestLog(path: settings.data + "/requests.sqlite", clock: Composition.systemTime)
        let addresses = try messaging.intakes.map(IntakeAddress.init)
        let turns = addresses.map { ($0.consumers ?? IntakeSettings().consumers).upperBound }.max() ?? 1
        let slots = WeightedSlots(
            messaging.turns ?? max(turns, messaging.consumers.upperBound), weights: [1] + addresses.map(\.weight))

        var own = IntakeSettings()
        own.consumers = messaging.consumers
        own.maximumBodyBytes = max(messaging.maximumMessageBytes, settings.server.maximumBodyBytes)
        own.share = HandlerShare(of: slots, user: 0)
        let decider = Intake(
            from: queued, on: queueBroker, origin: .server, engine: engine, outcomes: outcomes, settings: own,
            logger: logger)
        commands = CommandQueue(
            queued, on: circuit, maximumDepth: messaging.maximumQueuedCommands, outcomes: outcomes
        ) { waiting in
            await decider.quantities.drainSeconds(waiting: waiting)
        }
        var intakes = [decider]
        for (index, address) in addresses.enumerated() {
            var taking = IntakeSettings()
            taking.consumers = address.consumers ?? taking.consumers
            taking.maximumBodyBytes = messaging.maximumMessageBytes
            taking.share = HandlerShare(of: slots, user: index + 1)
            intakes.append(
                Intake(
                    from: address.group, on: try brokers.broker(address.url),
                    scope: try MessagingParts.scope(address), engine: engine, settings: taking, logger: logger))
        }
        self.intakes = intakes
        let handled = intakes
        queues = QueueSide(broker: circuit, desk: LeaseDesk(circuit)) { group in
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
        let address = try self.address(String(url.prefix { $0 != "#" }))
        let name = "\(address)#\(topic.name)"
        return Relay(
            name: name, to: topic, on: broker, from: reads, durable: engine.durable,
            mark: RelayMark(folder: settings.data + "/relays", relay: "\(address.identity)#\(topic.name)"),
            logger: logger)
    }

    /// The queue of commands; only in the data folder's own file nobody else's can be.
    private static func commandGroup(_ settings: Settings) throws -> ConsumerGroup {
        let url = settings.messaging.queues
        if Brokers.resolve(url, in: settings.data) == Brokers.resolve("embedded:", in: settings.data) {
            return try CommandQueue.group(of: nil)
        }
        let journal: JournalID
        do throws(JournalFault) {
            journal = try FileJournal.identity(on: try POSIXDisk(folder: settings.data))
        } catch {
            throw CommandFailure("\(error.message).")
        }
        return try CommandQueue.group(of: journal)
    }

    /// What keeps ids and keys of an intake's messages apart from those of others, also when the way to its engine changes.
    private static func scope(_ intake: IntakeAddress) throws -> IntakeScope {
        let standard = try address(intake.url).identity + "#\(intake.group.reference)"
        return IntakeScope(source: intake.source ?? standard, owner: intake.owner)
    }

    private static func address(_ url: String) throws -> BrokerURL {
        do throws(MessagingFault) {
            return try BrokerURL(url)
        } catch {
            throw CommandFailure("\(error.message).")
        }
    }

    /// What readiness looks at beside the engine.
    var companions: [any Companion] { relays as [any Companion] + intakes + [QueueCompanion(circuit: queueCircuit)] }

    /// What runs; told to stop together, so that engines that are away are waited for at the same time.
    var service: any Service { SideBySide(relays as [any Service] + intakes + [queueCircuit]) }

    /// Looks whether the engines are there, so that a wrong password stops the start; one that is away does not.
    /// - Throws: ``CommandFailure`` that names engine, host and cause
    func connect(logger: Logger) async throws {
        for relay in relays { logger.notice("Events are published", metadata: ["relay": "\(relay.name)"]) }
        for intake in intakes.dropFirst() {
            logger.notice(
                "Commands are taken",
                metadata: ["queue": "\(intake.group.reference)", "broker": "\(intake.broker.label)"])
        }
        for (label, fault) in try await brokers.away(logger: logger) {
            for relay in relays where relay.broker.label == label { relay.expect(fault) }
            for intake in intakes where intake.broker.label == label { intake.expect(fault) }
            if queueCircuit.label == label { queueCircuit.open(fault) }
        }
    }
}
