import Messaging
import MessagingContract
import Testing

@testable import MessagingRabbitMQ

@Suite("RabbitMQ URLs")
struct RabbitMQURLTests {
    @Test func `a URL is read`() throws {
        let url = try BrokerURL("amqp://me:secret@example.org:5673/payments?timeout=3s&partitions=4")
        let settings = try RabbitMQSettings(url)
        #expect(settings.host == "example.org")
        #expect(settings.port == 5673)
        #expect(settings.user == "me")
        #expect(settings.virtualHost == "payments")
        #expect(settings.timeout == .seconds(3))
        #expect(settings.partitions == 4)
        #expect(settings.label == "RabbitMQ at example.org:5673")
    }

    @Test func `the usual values`() throws {
        let settings = try RabbitMQSettings(BrokerURL("amqp:"))
        #expect(settings.label == "RabbitMQ at 127.0.0.1:5672")
        #expect(settings.user == "guest")
        #expect(settings.virtualHost == "/")
        #expect(settings.partitions == 8)
        #expect(try RabbitMQSettings(BrokerURL("amqps://h")).port == 5671)
    }

    @Test(arguments: [
        "amqp://h?partitions=0", "amqp://h?partitions=x", "amqp://h?colour=red", "amqp://h?cacert=x",
        "amqps://h?cert=x", "amqp://h?timeout=never", "redis://h", "amqp://a%00b@h",
    ])
    func `a wrong URL is refused`(_ text: String) throws {
        let url = try BrokerURL(text)
        let fault = #expect(throws: MessagingFault.self) { try RabbitMQSettings(url) }
        #expect(fault?.code == .invalid)
    }

    @Test func `a wrong password is denied, and not repeated`() async throws {
        let url = try await TestNode.shared.server().url.replacing("guest:guest", with: "guest:tr0ub4dor")
        let broker = try TestNode.broker(url)
        for call in 0..<2 {
            let fault = await #expect(throws: MessagingFault.self) {
                if call == 0 { try await broker.connect() } else { try await broker.declare(Topic("t")) }
            }
            #expect(fault?.code == .denied)
            #expect(fault?.message.contains("ACCESS_REFUSED") == true)
            #expect(fault?.message.contains("RabbitMQ at 127.0.0.1") == true)
            #expect("\(String(describing: fault))".contains("tr0ub4dor") == false)
        }
        await broker.close()
    }

    @Test func `a wrong virtual host is denied`() async throws {
        let broker = try TestNode.broker(try await TestNode.shared.server().url + "nowhere")
        let fault = await #expect(throws: MessagingFault.self) { try await broker.connect() }
        #expect(fault?.code == .denied)
        await broker.close()
    }

    @Test func `nobody there is unavailable`() async throws {
        let broker = try TestNode.broker("amqp://127.0.0.1:\(try Loopback.freePort())?timeout=500ms")
        let fault = await #expect(throws: MessagingFault.self) { try await broker.connect() }
        #expect(fault?.code == .unavailable)
        let other = await #expect(throws: MessagingFault.self) { try await broker.declare(Topic("t")) }
        #expect(other?.code == .unavailable)
        await broker.close()
    }
}
