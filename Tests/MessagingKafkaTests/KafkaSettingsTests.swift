import Messaging
import Testing

@testable import MessagingKafka

@Suite("Kafka URL") struct KafkaSettingsTests {
    @Test func `a URL names the first brokers, the user and the options`() throws {
        let settings = try KafkaSettings(
            BrokerURL(
                "kafka+tls://ann:p%40ss@k1:9093?brokers=k2:9093,k3:9093&mechanism=SCRAM-SHA-512&cacert=/ca.pem&partitions=3&session=6s&replication=3&retention=36h&expired=end"
            ))
        #expect(settings.bootstrap == "k1:9093,k2:9093,k3:9093")
        #expect(settings.user == "ann")
        #expect(settings.password?.exposed == "p@ss")
        #expect(settings.mechanism == .scram512)
        #expect(settings.isEncrypted)
        #expect(settings.certificates == "/ca.pem")
        #expect(settings.partitions == 3)
        #expect(settings.session == .seconds(6))
        #expect(settings.timeout == .seconds(10))
        #expect(settings.replication == 3)
        #expect(settings.retention == .seconds(36 * 3600))
        #expect(settings.expired == .end)
    }

    @Test func `what a URL does not say is left to the engine`() throws {
        let settings = try KafkaSettings(BrokerURL("kafka://h"))
        #expect(settings.replication == -1)
        #expect(settings.retention == nil)
        #expect(settings.expired == .refuse)
    }

    @Test(arguments: [
        "redis://h", "kafka://h/path", "kafka://h?colour=red", "kafka://h?partitions=0", "kafka://h?session=5s",
        "kafka://h?mechanism=GSSAPI", "kafka://h?cacert=/x", "kafka://h?timeout=1", "kafka://h?brokers=a%0Ab",
        "kafka://h?replication=0", "kafka://h?replication=-1", "kafka://h?retention=7", "kafka://h?retention=0d",
        "kafka://h?expired=never",
    ]) func `a URL that makes no sense is refused`(_ url: String) throws {
        #expect(throws: MessagingFault.self) { try KafkaSettings(BrokerURL(url)) }
    }
}
