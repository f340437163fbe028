import Journal
import JournalFile
import JournalTestSupport
import Messaging
import MessagingTestSupport
import PaymentCore
import PaymentEngine
import PaymentHTTP
import PaymentMessaging
import Testing

/// Relays of a journal that no longer has its first events (`engine.retained_events`).
@Suite("Relay of a journal without its beginning", .timeLimit(.minutes(5)))
struct RecycledRelayTests {
    private static var settings: EngineSettings {
        var settings = EngineSettings()
        settings.snapshotEveryEvents = 100
        settings.retainedEvents = 10
        return settings
    }

    /// Writes events, a batch each, until the journal has given up its first ones.
    private static func fill(_ engine: PaymentEngine, _ bench: MessagingBench) async throws {
        for account in ["a", "b"] {
            _ = try await engine.submit(CommandEnvelope(Commands.open(account, overdraft: true), key: nil))
        }
        let reader = try FileJournalReader(folder: bench.folder.path)
        while try reader.oldestPosition() == Position.start.next {
            _ = try await engine.submit(CommandEnvelope(Commands.transfer("a", "b", 1), key: nil)).get()
        }
    }

    @Test func `one that has published nothing begins with the oldest event`() async throws {
        let bench = try MessagingBench()
        let topic = try Topic("events")
        let group = try ConsumerGroup("all", of: topic)
        try await bench.broker.declare(group, startingAt: .end)
        try await bench.withEngine(RecycledRelayTests.settings) { engine in
            try await bench.withReads(of: engine) { reads in
                try await RecycledRelayTests.fill(engine, bench)
                let oldest = try FileJournalReader(folder: bench.folder.path).oldestPosition()
                let relay = try bench.relay(of: engine, from: reads)
                await withTaskGroup(of: Void.self) { tasks in
                    tasks.addTask { try? await relay.run() }
                    while relay.published.position < engine.durable.position { await Task.yield() }
                    tasks.cancelAll()
                }
                let consumer = try await bench.broker.join(group, ConsumerSettings(prefetch: 100_000))
                let came = try await consumer.receive(atMost: 100_000, waiting: .zero).map(\.message.id)
                let end = engine.durable.position
                #expect(came == (oldest.value...end.value).map(String.init))
            }
        }
    }

    @Test func `one that the journal did not wait for says so, and leaves nothing out`() async throws {
        let bench = try MessagingBench()
        try await bench.withEngine(RecycledRelayTests.settings) { engine in
            try await bench.withReads(of: engine) { reads in
                try await RecycledRelayTests.fill(engine, bench)
                let relay = try bench.relay(of: engine, from: reads)
                let source = try await reads.relayPage(after: engine.durable.position, limit: 0).source
                let mark = RelayMark(folder: bench.folder.path + "/relays", relay: "relay")
                try mark.store(RelayMark.Content(source: source, position: Position(1), print: 0))
                await withTaskGroup(of: Void.self) { tasks in
                    tasks.addTask { try? await relay.run() }
                    while await relay.fault == nil { await Task.yield() }
                    tasks.cancelAll()
                }
                let fault = try #require(await relay.fault)
                #expect(fault.contains("published up to 1") && fault.contains("retained_events"), "\(fault)")
            }
        }
    }
}
