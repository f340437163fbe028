import Logging
import Messaging
import MessagingActiveMQ
import Testing

/// What a stomp URL may say.
@Suite("URLs of ActiveMQ") struct ActiveMQURLTests {
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    @Test(arguments: [
        ("stomp://localhost", "ActiveMQ at localhost:61613"), ("stomp://u:p@h:1?timeout=500ms", "ActiveMQ at h:1"),
        ("stomp:", "ActiveMQ at 127.0.0.1:61613"), ("stomp+ssl://h", "ActiveMQ at h:61614"),
    ]) func `a URL is read, and its label names no password`(url: String, label: String) throws {
        #expect(try ActiveMQBroker(BrokerURL(url), logger: logger).label == label)
    }

    @Test(arguments: [
        "amqp://h", "stomp://h/path", "stomp://h?partitions=3", "stomp://h?timeout=1m", "stomp://h?cacert=/x",
        "stomp+ssl://h?cacert=/nowhere",
    ])
    func `what makes no sense is refused`(url: String) throws {
        let broker = try BrokerURL(url)
        let fault = #expect(throws: MessagingFault.self) { try ActiveMQBroker(broker, logger: logger) }
        #expect(fault?.code == .invalid)
    }
}
