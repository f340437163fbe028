import Messaging
import MessagingContract
import Testing

@testable import MessagingRabbitMQ

@Suite("RabbitMQ permissions")
struct PermissionTests {
    /// `guest` may do everything; `clerk` may use what `docs/messaging.md` says, and make nothing.
    private static let definitions = """
        {"vhosts": [{"name": "/"}],
         "users": [
          {"name": "guest", "hashing_algorithm": "rabbit_password_hashing_sha256", "tags": ["administrator"],
           "password_hash": "c2FsdDRwMuw4kgNZhm0cEYx1m4NAR6BCdplxDdFbnDjbRIKq"},
          {"name": "clerk", "hashing_algorithm": "rabbit_password_hashing_sha256", "tags": [],
           "password_hash": "c2FsdErErfWWZdcwrPvDGBZxt+hC5N/4ZDM4pGvA/3gQOshk"}],
         "permissions": [
          {"user": "guest", "vhost": "/", "configure": ".*", "write": ".*", "read": ".*"},
          {"user": "clerk", "vhost": "/", "configure": "^amq\\\\.gen-.*",
           "write": "^(amq\\\\.(default|gen-.*)|(payments|events)(:.*)?)$",
           "read": "^(amq\\\\.gen-.*|(payments|events)(:.*)?)$"}]}
        """

    @Test func `who may make nothing works with what is there`() async throws {
        let folder = try DataFolder()
        try folder.write(Self.definitions, to: "definitions.json")
        let server = try RabbitMQServer(
            folder, configuration: "load_definitions = \(folder.path)/definitions.json\n")
        try await server.start()
        let groups = [
            try ConsumerGroup(queue: "payments"), try ConsumerGroup("ledger", of: Topic("events")),
        ]
        let maker = try TestNode.broker(try server.url(options: ["partitions": "3"]))
        for group in groups { try await maker.declare(group, startingAt: .end) }

        let clerk = try TestNode.broker(server.url.replacing("guest:guest", with: "clerk:clerk"))
        for group in groups {
            try await clerk.declare(group, startingAt: .end)
            try await clerk.publish(
                (0..<6).map { Message(id: "\($0)", type: "t", key: "\($0)", body: []) }, to: group.topic)
            let consumer = try await clerk.join(group, ConsumerSettings())
            let came = try await consumer.take(6)
            _ = try await consumer.settle(
                [
                    Settlement(came[0].receipt, .retry(after: .zero)),
                    Settlement(came[1].receipt, .deadLetter(reason: "no")),
                ] + came.dropFirst(2).map { Settlement($0.receipt, .ack) })
            #expect(try await consumer.take(1, .ack).first?.attempt == 2)
            #expect(try await clerk.depth(of: group) == Depth(dead: 1, consumed: 5))
            #expect(try await clerk.redrive(nil, of: group) == 1)
            #expect(try await consumer.take(1, .ack).count == 1)
        }
        #expect(try await clerk.place(of: groups[1].topic, until: clerk.settings.deadline()).partitions == 3)

        let others = [try ConsumerGroup(queue: "orders"), try ConsumerGroup("other", of: Topic("events"))]
        for group in others {
            let fault = await #expect(throws: MessagingFault.self) {
                try await clerk.declare(group, startingAt: .end)
            }
            #expect(fault?.code == .denied)
        }
        await clerk.close()
        await maker.close()
        try await server.kill()
    }

    @Test func `a queue whose node is down is away, not missing`() throws {
        let settings = try RabbitMQSettings(BrokerURL("amqp://h"))
        let away = AMQPFault.channelRefused(
            code: 404,
            text: "NOT_FOUND - home node 'rabbit@b' of durable queue 'q:dead' in vhost '/' is down or inaccessible")
        #expect(!away.isNotFound)
        #expect(settings.fault(away).code == .unavailable)
        let missing = AMQPFault.channelRefused(code: 404, text: "NOT_FOUND - no queue 'q' in vhost '/'")
        #expect(missing.isNotFound)
        #expect(settings.fault(missing).code == .unroutable)
    }
}
