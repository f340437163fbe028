import Messaging
import Testing

@testable import MessagingKafka

@Suite("Kafka URL") struct KafkaSettingsTests {
    @Test func `a URL names the first brokers, the user and the options`() throws {
        let settings = try KafkaSettings(
            BrokerURL(
                "kafka+tls://ann:p%40ss@k1:9093?brokers=k2:9093,k3:9093&mechanism=SCRAM-SHA-512&cacert=/ca.pem&partitions=3&session=6s"
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
    }

    @Test(arguments: [
        "redis://h", "kafka://h/path", "kafka://h?colour=red", "kafka://h?partitions=0", "kafka://h?session=5s",
        "kafka://h?mechanism=GSSAPI", "kafka://h?cacert=/x", "kafka://h?timeout=1", "kafka://h?brokers=a%0Ab",
    ]) func `a URL that makes no sense is refused`(_ url: String) throws {
        #expect(throws: MessagingFault.self) { try KafkaSettings(BrokerURL(url)) }
    }
}
