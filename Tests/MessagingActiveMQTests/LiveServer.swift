import Logging
import Messaging
import MessagingContract
import Synchronization
import Testing

@testable import MessagingActiveMQ

/// One real broker for the tests of this target.
actor LiveServer {
    static let shared = LiveServer()
    static let isThere = ContractSubject.activeMQ.missingProgram == nil

    static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private var start: Task<any EngineServer, any Error>?

    /// The broker's URL.
    func url() async throws -> String {
        if let start { return try await start.value.url }
        let start = Task<any EngineServer, any Error> {
            let server = try await ContractSubject.activeMQ.server(DataFolder())
            try await server.start()
            return server
        }
        self.start = start
        return try await start.value.url
    }

    /// A driver for it.
    func broker() async throws -> ActiveMQBroker {
        try await Self.broker(url())
    }

    /// A driver for a URL.
    static func broker(_ url: String) throws -> ActiveMQBroker {
        try ActiveMQBroker(BrokerURL(url), logger: logger)
    }

    /// A queue or a group that is new.
    static func group(_ kind: Topic.Kind = .topic) throws -> ConsumerGroup {
        let name = "\(kind.rawValue)-\(UInt32.random(in: 0 ... .max))"
        return try kind == .queue ? ConsumerGroup(queue: name) : ConsumerGroup("group.one", of: Topic(name))
    }

    /// A connection of some other program.
    func stranger() async throws -> StompConnection {
        let settings = try await StompSettings(BrokerURL(url()))
        return try await StompLink(settings).open()
    }
}
