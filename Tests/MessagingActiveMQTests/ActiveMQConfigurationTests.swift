import Foundation
import Messaging
import MessagingContract
import Testing

@testable import MessagingActiveMQ

/// Brokers that are configured in other ways.
@Suite("ActiveMQ's configurations", .enabled(if: LiveServer.isThere)) struct ActiveMQConfigurationTests {
    @Test func `without XStream everything works but for what waits in the scheduler`() async throws {
        let server = try await ContractSubject.activeMQ(hasXStream: false).server(DataFolder())
        try await server.start()
        let broker = try LiveServer.broker(server.url)
        let group = try LiveServer.group()
        try await broker.declare(group, startingAt: .end)
        try await broker.publish((0..<5).map { Message(id: "\($0)", type: "", key: "k", body: []) }, to: group.topic)
        let member = try await broker.join(group, ConsumerSettings())
        let came = try await member.take(3)
        #expect(try await broker.depth(of: group) == Depth(ready: 2, inFlight: 3))
        try await member.settle([came[0]])
        try await member.settle([came[1]], .deadLetter(reason: "no"))
        #expect(try await broker.depth(of: group) == Depth(ready: 2, inFlight: 1, dead: 1, consumed: 1))
        #expect(try await broker.groups() == [group])
        await broker.close()
        try await server.kill()
    }

    @Test(.enabled(if: Program.path("keytool") != nil && Program.path("openssl") != nil))
    func `TLS works with the right authority, and is denied without`() async throws {
        let folder = try DataFolder()
        let store = folder.path + "/broker.p12"
        let made = try Program.run(
            "keytool",
            [
                "-genkeypair", "-alias", "broker", "-keyalg", "RSA", "-keysize", "2048", "-dname", "CN=localhost",
                "-ext",
                "SAN=dns:localhost,ip:127.0.0.1", "-storetype", "PKCS12", "-keystore", store, "-storepass", "florin",
            ])
        try #require(made.status == 0, "\(made.output)")
        let authority = folder.path + "/authority.pem"
        let exported = try Program.run(
            "keytool",
            ["-exportcert", "-rfc", "-alias", "broker", "-keystore", store, "-storepass", "florin", "-file", authority])
        try #require(exported.status == 0, "\(exported.output)")

        let server = try await ContractSubject.activeMQ(keyStore: store).server(DataFolder())
        try await server.start()
        let broker = try LiveServer.broker(server.url(options: ["cacert": authority]))
        let group = try LiveServer.group(.queue)
        try await broker.declare(group.topic)
        let body = [UInt8](repeating: 1, count: 300_000)
        try await broker.publish([Message(id: "1", type: "", body: body)], to: group.topic)
        let member = try await broker.join(group, ConsumerSettings())
        #expect(try await member.takeOne().message.body == body)
        await broker.close()

        let stranger = try LiveServer.broker(server.url)
        let fault = await #expect(throws: MessagingFault.self) { try await stranger.connect() }
        #expect(fault?.code == .denied)
        await stranger.close()
        try await server.kill()
    }
}
