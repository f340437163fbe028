import Foundation
import Logging
import Messaging
import MessagingEmbedded
import Testing

/// A broker over a file of its own, with what tests need often.
struct Bench {
    let folder: TemporaryFolder
    let broker: EmbeddedBroker
    let topic: Topic
    let group: ConsumerGroup

    init(options: String = "") async throws {
        folder = try TemporaryFolder()
        broker = try Bench.broker(folder, options)
        topic = try Topic("payments")
        group = try ConsumerGroup("ledger", of: topic)
        try await broker.declare(group, startingAt: .beginning)
    }

    static func broker(_ folder: TemporaryFolder, _ options: String = "") throws -> EmbeddedBroker {
        try EmbeddedBroker(
            BrokerURL("embedded:\(folder.path)/queues.sqlite\(options)"), logger: Logger(label: "test"))
    }

    /// Publishes messages with these ids; `a:1` has the key `a`.
    func publish(_ ids: String...) async throws {
        try await publish(ids)
    }

    func publish(_ ids: [String]) async throws {
        try await broker.publish(ids.map(Bench.message), to: topic)
    }

    static func message(_ id: String) -> Message {
        let parts = id.split(separator: ":")
        return Message(id: id, type: "test", key: parts.count > 1 ? String(parts[0]) : nil, body: Array(id.utf8))
    }

    func join(prefetch: Int = 256, lease: Duration = .seconds(30)) async throws -> any MessageConsumer {
        try await broker.join(group, ConsumerSettings(prefetch: prefetch, lease: lease))
    }

    func depth() async throws -> Depth { try await broker.depth(of: group) }
}

extension [Delivery] {
    var ids: [String] { map(\.message.id) }

    func settlements(_ disposition: Disposition) -> [Settlement] { map { Settlement($0.receipt, disposition) } }
}

extension MessageConsumer {
    /// Settles deliveries the same way.
    @discardableResult
    func settle(_ deliveries: [Delivery], _ disposition: Disposition = .ack) async throws -> [Receipt] {
        try await settle(deliveries.settlements(disposition))
    }
}
