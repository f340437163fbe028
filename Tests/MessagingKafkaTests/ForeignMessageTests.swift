import CRdkafka
import Messaging
import MessagingContract
import Testing

@testable import MessagingKafka

/// Messages of programs that know nothing of Florin.
@Suite("Kafka foreign messages", .enabled(if: ContractSubject.kafka.missingProgram == nil))
struct ForeignMessageTests {
    @Test func `a plain record is a message, and has a stable id`() async throws {
        let server = try KafkaServer(DataFolder())
        try await server.start()
        let broker = try KafkaBrokerTests.broker(server.url)
        let queue = try ConsumerGroup(queue: "payments")
        try await broker.declare(queue.topic)
        let topic = try await broker.engine.topic("payments")
        Self.produce(Array("k".utf8), Array("{}".utf8), headers: [("trace", [0x61])], to: topic)
        Self.produce([0xFF, 0xFE], [0, 1, 2], headers: [("trace", [0xFF])], to: topic)
        Self.produce(nil, [], headers: [("ce_specversion", Array("0.3".utf8)), ("ce_id", Array("x".utf8))], to: topic)
        Self.produce(nil, [], headers: [("ce_id", [0xFF]), ("florin-attempts", Array("7".utf8))], to: topic)

        let consumer = try await broker.join(queue, ConsumerSettings())
        let came = try await consumer.take(4)
        #expect(came.map(\.message.id) == ["payments/0/0", "payments/0/1", "x", "payments/0/3"])
        #expect(came.map(\.message.key) == ["k", "0xfffe", nil, nil])
        #expect(came.map(\.message.body) == [Array("{}".utf8), [0, 1, 2], [], []])
        #expect(came[0].message.headers == ["trace": "a"])
        #expect(came.map { $0.malformation == nil } == [true, true, false, false])
        // Nobody outside says how often something was tried.
        #expect(came.allSatisfy { $0.attempt == 1 })

        try await consumer.settle([came[0]], .retry(after: .milliseconds(200)))
        try await consumer.settle(Array(came[1...]), .deadLetter(reason: "no message"))
        let again = try await consumer.takeOne()
        #expect(again.message == came[0].message)
        #expect(again.attempt == 2)
        try await consumer.settle([again])
        let dead = try await broker.deadLetters(of: queue, after: nil, limit: 10)
        #expect(dead.map(\.message.id) == ["payments/0/1", "x", "payments/0/3"])
        #expect(dead.map(\.reason) == ["no message", "no message", "no message"])
        #expect(try await broker.depth(of: queue) == Depth(dead: 3, consumed: 1))
        await broker.close()
        try await server.kill()
    }

    static func produce(_ key: [UInt8]?, _ body: [UInt8], headers: [(String, [UInt8])], to topic: KafkaTopicHandle) {
        let list = unsafe rd_kafka_headers_new(headers.count)
        for (name, value) in headers {
            _ = unsafe rd_kafka_header_add(list, name, -1, value, value.count)
        }
        let key = key ?? []
        _ = unsafe key.withUnsafeBytes { keyBytes in
            unsafe body.withUnsafeBytes { bodyBytes in
                unsafe florin_kafka_produce(
                    topic.handle.pointer, topic.pointer, 0, keyBytes.isEmpty ? nil : keyBytes.baseAddress, key.count,
                    bodyBytes.baseAddress ?? KafkaEmpty.address, body.count, list, nil)
            }
        }
    }
}
