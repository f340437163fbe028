import Logging
import Messaging
import NIOCore
import Synchronization
import Testing

@testable import MessagingActiveMQ

/// How it is found out whether a broker gives statistics.
@Suite("ActiveMQ's statistics") struct ActiveMQControlTests {
    private static func broker(_ url: String, _ log: WarningLog) throws -> ActiveMQBroker {
        try ActiveMQBroker(BrokerURL(url), logger: Logger(label: "test") { _ in log })
    }

    @Test func `a connection refused for the moment does not say that there are none`() async throws {
        let refuses = Flag(true)
        let server = try await ScriptedServer { connection, frame in
            connection > 0 && refuses.isSet ? nil : ScriptedServer.usual(frame)
        }
        let log = WarningLog()
        let broker = try Self.broker(server.url(timeout: "1s"), log)
        let messages = [Message(id: "1", type: "", body: [])]
        let fault = await #expect(throws: MessagingFault.self) { try await broker.publish(messages, to: Topic("t")) }
        #expect(fault?.isRetriable == true)
        refuses.clear()
        // Nobody would get it.
        var code = fault?.code
        while let last = code, MessagingFault(last, "").isRetriable {
            code = await #expect(throws: MessagingFault.self) { try await broker.publish(messages, to: Topic("t")) }?
                .code
        }
        #expect(code == .unroutable)
        #expect(log.count == 0)
        await broker.close()
        try await server.close()
    }

    @Test func `a subscription that is lost for another reason does not say it either`() async throws {
        // The broker is another one when it comes back.
        let server = try await ScriptedServer { connection, frame in
            if frame["transformation"] != nil { return nil }
            guard frame.command == "CONNECT" else { return ScriptedServer.usual(frame) }
            return [
                StompFrame(
                    "CONNECTED", [StompHeader("version", "1.2"), StompHeader("session", "ID:x-\(connection):1")])
            ]
        }
        let log = WarningLog()
        let broker = try Self.broker(server.url(), log)
        for _ in 0..<3 {
            let fault = await #expect(throws: MessagingFault.self) { try await broker.groups() }
            #expect(fault?.code == .unavailable)
        }
        #expect(log.count == 0)
        await broker.close()
        try await server.close()
    }

    @Test func `a broker that ends every connection with that subscription has none, which is said once`() async throws
    {
        let server = try await ScriptedServer { _, frame in
            frame["transformation"] == nil ? ScriptedServer.usual(frame) : nil
        }
        let log = WarningLog()
        let broker = try Self.broker(server.url(), log)
        for _ in 0..<3 { #expect(try await broker.groups().isEmpty) }
        #expect(log.count == 1)
        await broker.close()
        try await server.close()
    }
}

/// Something that holds until it is cleared.
private final class Flag: Sendable {
    private let value: Mutex<Bool>

    init(_ value: Bool) { self.value = Mutex(value) }

    var isSet: Bool { value.withLock { $0 } }

    func clear() { value.withLock { $0 = false } }
}

/// Counts what is said aloud.
private final class WarningLog: LogHandler {
    private let warnings = Mutex(0)

    var count: Int { warnings.withLock { $0 } }
    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }
    var logLevel: Logger.Level {
        get { .trace }
        set {}
    }

    subscript(metadataKey _: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }

    func log(event: LogEvent) {
        if event.level >= .warning { warnings.withLock { $0 += 1 } }
    }
}
