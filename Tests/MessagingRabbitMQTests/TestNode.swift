import BlockingIO
import Logging
import Messaging
import MessagingContract
@testable import MessagingRabbitMQ

/// One node for all tests that do not harm it.
actor TestNode {
    static let shared = TestNode()

    private var start: Task<RabbitMQServer, any Error>?

    /// The node, started.
    func server() async throws -> RabbitMQServer {
        if let start { return try await start.value }
        let task = Task {
            let server = try RabbitMQServer(DataFolder())
            try await server.start()
            return server
        }
        start = task
        return try await task.value
    }

    /// A broker for it.
    static func broker(_ options: [String: String] = [:]) async throws -> RabbitMQBroker {
        try broker(try await shared.server().url(options: options))
    }

    /// A broker for a URL.
    static func broker(_ url: String) throws -> RabbitMQBroker {
        try RabbitMQBroker(BrokerURL(url), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// Does something on a connection that knows nothing of Florin, on a thread of its own.
    static func plainly<Result: Sendable>(
        _ body: @escaping @Sendable (AMQPConnection, UInt16) throws -> Result
    ) async throws -> Result {
        let settings = try RabbitMQSettings(BrokerURL(try await shared.server().url))
        return try await WorkerThread.run(name: "plain") {
            let connection = try AMQPConnection.open(
                settings, name: "plain", heartbeat: 0, until: settings.deadline())
            let channel = try connection.openChannel()
            try connection.selectConfirms(on: channel)
            let result = try body(connection, channel)
            connection.close()
            return result
        }
    }

    /// A name that no other test has.
    static func name(_ word: String) -> String { "\(word)-\(UInt64.random(in: 0 ... .max))" }
}

extension AMQPConnection {
    /// Publishes, and waits until it is confirmed or given back.
    func publishPlainly(_ message: AMQPMessage, to exchange: String, key: String, on channel: UInt16) throws -> Bool {
        try publish(message, to: exchange, key: key, on: channel)
        var isReturned = false
        while true {
            switch try awaitEvent() {
            case .returned: isReturned = true
            case .confirmed(_, _, let isTaken): return isTaken && !isReturned
            default: break
            }
        }
    }
}
