import Foundation
import Logging
import Messaging
import MessagingRedis
import Testing

@Suite("Redis: URLs and signing in")
struct AddressTests {
    private let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func code(_ url: String) throws -> MessagingFault.Code? {
        do throws(MessagingFault) {
            _ = try RedisBroker(BrokerURL(url), logger: silent)
            return nil
        } catch {
            return error.code
        }
    }

    @Test(
        arguments: [
            ("redis://h:1/0?partitions=4&timeout=1s&wait=1", nil), ("redis://h", nil), ("redis://[::1]:7000/15", nil),
            ("rediss://h", .unsupported), ("redis://h/x", .invalid), ("redis://h/-1", .invalid),
            ("redis://h?partitions=0", .invalid), ("redis://h?wait=no", .invalid), ("redis://h?color=red", .invalid),
            ("amqp://h", .invalid),
        ] as [(String, MessagingFault.Code?)])
    func `a URL is right, or refused with what is wrong`(_ url: String, _ wanted: MessagingFault.Code?) throws {
        #expect(try code(url) == wanted)
    }

    @Test func `the label has the address, not the password`() throws {
        let broker = try RedisBroker(BrokerURL("redis://me:secret@[::1]:7000/1"), logger: silent)
        #expect(broker.label == "Redis at [::1]:7000")
    }

    @Test func `wrong credentials are denied, right ones are not`() async throws {
        let server = try await TestServer(password: "open sesame")
        let wrong = await fault { try await server.broker(user: "default:sesame@").connect() }
        #expect(wrong?.code == .denied)
        #expect(wrong?.message.contains("127.0.0.1") == true && wrong?.message.contains("Redis") == true)
        #expect(wrong.map { "\($0)".contains("sesame") } == false)
        #expect(await fault { try await server.broker().connect() }?.code == .denied)
        #expect(await fault { try await server.broker(user: "nobody:x@").connect() }?.code == .denied)
        let right = try server.broker(user: ":open%20sesame@")
        try await right.connect()
        await right.close()
    }

    @Test func `nobody there is unavailable, within the deadline`() async throws {
        let broker = try RedisBroker(BrokerURL("redis://127.0.0.1:1/?timeout=300ms"), logger: silent)
        let begin = ContinuousClock.now
        let fault = await fault { try await broker.connect() }
        #expect(fault?.code == .unavailable && fault?.message.contains("Redis at 127.0.0.1:1") == true)
        #expect(ContinuousClock.now - begin < .seconds(60))
    }

    @Test func `a database that the server does not have is invalid`() async throws {
        let server = try await TestServer()
        let broker = try RedisBroker(BrokerURL("redis://127.0.0.1:\(server.port)/400"), logger: silent)
        #expect(await fault { try await broker.connect() }?.code == .invalid)
    }

    @Test func `a cluster is not supported`() async throws {
        let server = try await TestServer(["--cluster-enabled", "yes"])
        #expect(await fault { try await server.broker().connect() }?.code == .unsupported)
    }

    @Test func `a publish that too few replicas confirm says so`() async throws {
        let server = try await TestServer()
        let broker = try server.broker("?wait=1&timeout=500ms")
        let group = try await broker.group("g", topic: "t")
        let fault = await fault {
            try await broker.publish([Message(id: "1", type: "", body: [])], to: group.topic)
        }
        #expect(fault?.code == .unavailable && fault?.message.contains("0 of 1 replicas") == true)
        #expect(try await broker.depth(of: group) == Depth())
        await broker.close()
    }
}
