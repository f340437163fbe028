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

    @Test func `a key has its partition`() {
        #expect(KafkaRecord.partition(of: "", among: 8) == Int32(0xCBF2_9CE4_8422_2325 % UInt64(8)))
        #expect(KafkaRecord.partition(of: "a", among: 1000) == Int32(0xAF63_DC4C_8601_EC8C % UInt64(1000)))
    }
}
