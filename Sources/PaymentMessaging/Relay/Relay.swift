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

    private let topic: Topic
    private let broker: any MessageBroker
    private let reads: ReadSide
    private let mark: RelayMark
    private let logger: Logger
    private let measures = SubscriptionMeasures(at: MonotonicClock.now())

    /// Creates a relay; nothing happens before ``run()``.
    /// - Parameters:
    ///   - name: what it is called
    ///   - topic: where it publishes; made if it is not there
    ///   - broker: the engine
    ///   - reads: where events with names come from
    ///   - mark: how far it has published
    ///   - logger: where it logs; never once an event
    public init(
        name: String, to topic: Topic, on broker: any MessageBroker, from reads: ReadSide, mark: RelayMark,
        logger: Logger
    ) {
        self.name = name
        self.topic = topic
        self.broker = broker
        self.reads = reads
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
                let source = try await reads.relayPage(after: .start, limit: 0).source
                let position = try start(source)
                measures.begin(
                    produced: reads.named.position.value, consumed: position.value, at: MonotonicClock.now())
                published.announce(position)
                return position
            } catch {
                await pause(because: error, &backoff)
            }
        }
        return nil
    }

    private func start(_ source: String) throws(RelayFault) -> Position {
        guard let content = try mark.load(), content.source == source else { return .start }
        let end = reads.named.position
        guard content.position <= end else {
            throw RelayFault(
                "The relay has published up to \(content.position.value), but the journal ends at \(end.value): it was restored from a back-up. "
                    + "Remove \(mark.path) to publish all its events again")
        }
        return content.position
    }

    private func declare() async {
        var backoff = Backoff()
        while !Task.isCancelled {
            do throws(MessagingFault) {
                try await broker.declare(topic)
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
            store(RelayMark.Content(source: current.source, position: position))
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
