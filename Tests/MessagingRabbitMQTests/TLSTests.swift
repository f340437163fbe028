import Messaging
import MessagingContract
import Testing

@testable import MessagingRabbitMQ

@Suite("RabbitMQ over TLS")
struct TLSTests {
    @Test func `who trusts the certificate gets through, who does not is denied`() async throws {
        let folder = try DataFolder()
        let port = try Loopback.freePort()
        let made = try Program.run(
            "openssl",
            [
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
                "subjectAltName=DNS:localhost", "-keyout", folder.path + "/key.pem", "-out", folder.path + "/cert.pem",
            ])
        try #require(made.status == 0)
        let server = try RabbitMQServer(
            folder,
            configuration: """
                listeners.ssl.default = 127.0.0.1:\(port)
                ssl_options.cacertfile = \(folder.path)/cert.pem
                ssl_options.certfile = \(folder.path)/cert.pem
                ssl_options.keyfile = \(folder.path)/key.pem
                ssl_options.verify = verify_none

                """)
        try await server.start()
        let url = "amqps://guest:guest@localhost:\(port)/?timeout=5s"
        let broker = try TestNode.broker(url + "&cacert=\(folder.path)/cert.pem")
        let queue = try Topic("tls", kind: .queue)
        try await broker.declare(queue)
        try await broker.publish(
            (0..<500).map { Message(id: "\($0)", type: "t", body: [UInt8](repeating: 1, count: 5000)) }, to: queue)
        let consumer = try await broker.join(ConsumerGroup(queue: "tls"), ConsumerSettings())
        var ids: [String] = []
        while ids.count < 500 {
            let some = try await consumer.receive(atMost: 100, waiting: .seconds(5))
            try #require(!some.isEmpty)
            ids += some.map(\.message.id)
            _ = try await consumer.settle(some.map { Settlement($0.receipt, .ack) })
        }
        #expect(ids == (0..<500).map(String.init))
        #expect(try await broker.depth(of: ConsumerGroup(queue: "tls")).depth == 0)

        let wary = try TestNode.broker(url)
        let fault = await #expect(throws: MessagingFault.self) { try await wary.connect() }
        #expect(fault?.code == .denied)
        let elsewhere = try TestNode.broker(
            "amqps://guest:guest@127.0.0.1:\(port)/?timeout=5s&cacert=\(folder.path)/cert.pem")
        let other = await #expect(throws: MessagingFault.self) { try await elsewhere.connect() }
        #expect(other?.code == .denied)
        await wary.close()
        await elsewhere.close()

        // An engine that is killed has nothing to do with certificates.
        try await server.kill()
        for _ in 0..<2 {
            let faults = [
                await #expect(throws: MessagingFault.self) {
                    _ = try await consumer.receive(atMost: 1, waiting: .seconds(1))
                },
                await #expect(throws: MessagingFault.self) {
                    try await broker.publish([Message(id: "1", type: "t", body: [])], to: queue)
                },
                await #expect(throws: MessagingFault.self) { try await broker.declare(queue) },
            ]
            for fault in faults {
                #expect(fault?.code == .unavailable || fault?.code == .timeout, "\(String(describing: fault))")
            }
        }
        await broker.close()
    }
}
