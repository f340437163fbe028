import BlockingIO
public import Logging
public import Messaging
import PaymentCore
public import PaymentEngine
public import PaymentHTTP
public import ServiceLifecycle

/// Publishes every event of the journal to a topic: at least once, in order per key, with the position as the message's id.
///
/// Consumers drop repeats by the id (positions have no gaps, so they see gaps too). While the broker is away, the events wait in the journal, which is
/// kept for them: an hour of that costs nothing but depth.
public final class Relay: Service, MeasuredSubscription, Companion {
    /// What metrics and `GET /v1/subscriptions` call it: the broker and the topic, never a password.
    public let name: String
    /// How far it has published: the journal keeps what is behind it.
    public let published = PositionGauge()

    /// The engine.
    public let broker: any MessageBroker

    private let topic: Topic
    private let reads: ReadSide
    private let durable: PositionGauge
    private let mark: RelayMark
    private let logger: Logger
    private let measures = SubscriptionMeasures(at: MonotonicClock.now())

    /// Creates a relay; nothing happens before ``run()``.
    /// - Parameters:
    ///   - name: what it is called
    ///   - topic: where it publishes; made if it is not there
    ///   - broker: the engine
    ///   - reads: where events with names come from
    ///   - durable: how far the journal is durable
    ///   - mark: how far it has published
    ///   - logger: where it logs; never once an event
    public init(
        name: String, to topic: Topic, on broker: any MessageBroker, from reads: ReadSide, durable: PositionGauge,
        mark: RelayMark, logger: Logger
    ) {
        self.name = name
        self.topic = topic
        self.broker = broker
        self.reads = reads
        self.durable = durable
        self.mark = mark
        var logger = logger
        logger[metadataKey: "relay"] = "\(name)"
        self.logger = logger
    }

    /// The quantities of its queue, now.
    public var quantities: SubscriptionQuantities {
        measures.quantities(
            name: name, produced: reads.named.position.value, consumed: published.position.value,
            at: MonotonicClock.now())
    }

    /// What keeps it from publishing; `nil` while it works.
    public var fault: String? {
        get async { quantities.fault }
    }

    /// Publishes until it is told to stop; the batch under way is finished.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            guard await self.reads.named.wait(for: .start) else { return }
            guard let position = await self.begin() else { return }
            await self.declare()
            await self.follow(from: position)
        }
    }

    /// Finds where to go on.
    /// - Returns: `nil` where it was told to stop
    private func begin() async -> Position? {
        var backoff = Backoff()
        while !Task.isCancelled {
            do {
                let position = try await start()
                // What is known of the engine stays known.
                let expected = quantities.fault
                measures.begin(
                    produced: reads.named.position.value, consumed: position.value, at: MonotonicClock.now())
                measures.note(fault: expected)
                published.announce(position)
                return position
            } catch let fault as RelayFault {
                // Only a person can mend it: going on would leave events out.
                measures.note(fault: fault.message)
                logger.error("The relay cannot go on", metadata: ["reason": "\(fault.message)"])
                try? await gracefulShutdown()
                return nil
            } catch {
                await pause(because: error, &backoff)
            }
        }
        return nil
    }

    /// Finds the event that was published last, and looks whether it is still the same one.
    private func start() async throws -> Position {
        let source = try await reads.relayPage(after: .start, limit: 0).source
        guard let content = try mark.load(), content.source == source, content.position > .start else {
            return try await first()
        }
        guard content.position <= durable.position else { throw restored(content) }
        // The views may still be on their way there.
        guard await reads.named.wait(for: content.position) else { throw CancellationError() }
        guard try await hasEvent(at: content.position) else { return content.position }
        let before = Position(content.position.value - 1)
        let last = try await reads.relayPage(after: before, limit: 1).events.first?.event
        guard let last, last.position == content.position, Relay.print(of: last) == content.print else {
            throw restored(content)
        }
        return content.position
    }

    /// Where a relay begins that has published nothing: at the first event that the journal still has.
    private func first() async throws -> Position {
        let first = try await reads.oldestPosition()
        guard first > Position.start.next else { return .start }
        logger.notice(
            "The journal no longer has its first events; the relay begins with the oldest that it has",
            metadata: ["position": "\(first.value)"])
        return Position(first.value - 1)
    }

    /// Looks whether the journal still has what comes behind the event that was published last.
    /// - Returns: whether it has that event, too
    private func hasEvent(at position: Position) async throws -> Bool {
        let oldest = try await reads.oldestPosition()
        guard position.next < oldest else { return position >= oldest }
        throw RelayFault(
            "The relay has published up to \(position.value), but the journal has events from \(oldest.value) on only "
                + "(engine.retained_events): those between are gone. "
                + "Remove \(mark.path) while Florin is stopped, and it goes on with the oldest event")
    }

    private func restored(_ content: RelayMark.Content) -> RelayFault {
        RelayFault(
            "The relay has published up to \(content.position.value), but another event is there now, or none: the journal was restored from a back-up. "
                + "Remove \(mark.path) while Florin is stopped, and all its events are published again")
    }

    /// What an event looks like, whatever fields later versions add to its JSON.
    private static func print(of event: NamedEvent) -> UInt64 {
        RelayMark.print(of: "\(event.name.rawValue) \(event.key) \(event.time.milliseconds)")
    }

    /// Says beforehand that its engine was found to be away.
    /// - Parameter fault: what was found
    public func expect(_ fault: MessagingFault) {
        measures.note(fault: fault.message)
    }

    private func declare() async {
        var backoff = Backoff()
        while !Task.isCancelled {
            do throws(MessagingFault) {
                try await broker.declare(topic)
                measures.note(fault: nil)
                return
            } catch {
                await pause(because: error, &backoff)
            }
        }
    }

    private func follow(from start: Position) async {
        var position = start
        var size = RelayBatchSize()
        var page = await page(after: position, limit: size.events)
        while !Task.isCancelled {
            guard let current = page, current.last > position else {
                guard await reads.named.wait(for: position.next) else { return }
                page = await self.page(after: position, limit: size.events)
                continue
            }
            let limit = size.events
            // While the broker works on this batch, the next one is made.
            async let next = self.page(after: current.last, limit: limit)
            let begin = MonotonicClock.now()
            guard await publish(current) else { return }
            let nanoseconds = MonotonicClock.now() - begin
            size.learn(count: current.events.count, seconds: Double(nanoseconds) / 1e9)
            measures.note(events: current.last.value - position.value, nanoseconds: nanoseconds)
            position = current.last
            if let event = current.events.last?.event {
                store(RelayMark.Content(source: current.source, position: position, print: Relay.print(of: event)))
            }
            published.announce(position)
            page = await next
        }
    }

    private func page(after position: Position, limit: Int) async -> ReadSide.RelayPage? {
        do {
            return try await reads.relayPage(after: position, limit: limit)
        } catch {
            var backoff = Backoff(first: .seconds(1))
            if !Task.isCancelled { await pause(because: error, &backoff) }
            return nil
        }
    }

    /// Publishes a page, again and again until the broker has confirmed it.
    /// - Returns: false where it was told to stop before
    private func publish(_ page: ReadSide.RelayPage) async -> Bool {
        let messages = page.events.map { Message($0.event, json: $0.json, source: page.source) }
        var backoff = Backoff()
        while true {
            do throws(MessagingFault) {
                try await broker.publish(messages, to: topic)
                measures.note(fault: nil)
                return true
            } catch {
                await pause(because: error, &backoff)
                if Task.isCancelled { return false }
                // It may be gone with the engine's data.
                if error.code == .unroutable { try? await broker.declare(topic) }
            }
        }
    }

    private func store(_ content: RelayMark.Content) {
        do throws(RelayFault) {
            try mark.store(content)
        } catch {
            // The events are published: after a restart they are published once more.
            measures.note(fault: error.message)
            logger.error("The relay's mark cannot be written", metadata: ["error": "\(error)"])
        }
    }

    private func pause(because error: any Error, _ backoff: inout Backoff) async {
        let words = (error as? MessagingFault)?.message ?? (error as? Problem)?.detail ?? "\(error)"
        measures.note(fault: words)
        logger.warning("The relay waits", metadata: ["reason": "\(words)"])
        try? await Task.sleep(for: backoff.pause())
    }
}
