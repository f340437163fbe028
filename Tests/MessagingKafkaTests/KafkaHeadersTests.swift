import Messaging
import Testing

@testable import MessagingKafka

@Suite("Kafka headers") struct KafkaHeadersTests {
    @Test func `attributes, own headers and foreign ones are told apart`() {
        var headers = KafkaHeaders()
        headers.take("ce_id", "7")
        headers.take("ce_partitionkey", "k")
        headers.take("Content-Type", "text/plain")
        headers.take("trace", "abc")
        headers.take("florin-attempts", "2")
        headers.take("binary", nil)
        headers.take("", "x")
        headers.take(String(repeating: "n", count: 65), "x")
        #expect(headers.attributes.map(\.name) == ["id", "partitionkey"])
        #expect(headers.contentType == "text/plain")
        #expect(headers.others.map(\.name) == ["trace"])
        #expect(headers.marks == ["florin-attempts": "2"])
        #expect(headers.malformation == nil)
        headers.take("ce_type", nil)
        #expect(headers.malformation == "The header ce_type is no UTF-8")
    }

    @Test func `a message's record has the headers of the binding`() {
        let message = Message(
            id: "7", type: "t", key: "k", contentType: "text/plain", headers: ["a": "\u{0}"], body: [1])
        #expect(
            KafkaRecord(message).headers.map { "\($0.name)=\($0.value)" } == [
                "ce_specversion=1.0", "ce_id=7", "ce_type=t", "ce_partitionkey=k", "ce_a=\u{0}",
                "content-type=text/plain",
            ])
    }

    @Test(arguments: [
        ("21", Int32(-973_932_308)), ("foobar", -790_332_482), ("a-little-bit-long-string", -985_981_536),
        ("a-little-bit-longer-string", -1_486_304_829),
        ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971), ("abc", 479_470_107),
    ]) func `a key has the partition that Kafka's own clients give it`(_ key: String, _ hash: Int32) {
        #expect(KafkaHash.murmur2(key.utf8) == hash)
        #expect(KafkaRecord.partition(of: key, among: 8) == (hash & 0x7FFF_FFFF) % 8)
        #expect(KafkaRecord.partition(of: key, among: 0) == 0)
    }
}
