import Foundation
import Logging
import Messaging
import MessagingContract
import Testing

@testable import MessagingKafka

/// What is particular about this driver, with the stand-in.
@Suite("Kafka broker", .enabled(if: ContractSubject.kafka.missingProgram == nil)) struct KafkaBrokerTests {
    static func broker(_ url: String) throws -> KafkaBroker {
        try KafkaBroker(BrokerURL(url), logger: Logger(label: "kafka") { _ in SwiftLogNoOpLogHandler() })
    }

    @Test func `an unreachable engine is unavailable, and the sentence says where it is`() async throws {
        let port = try Loopback.freePort()
        let broker = try Self.broker("kafka://127.0.0.1:\(port)?timeout=1s")
        let start = ContinuousClock.now
        let fault = await #expect(throws: MessagingFault.self) { try await broker.connect() }
        #expect(fault?.code == .unavailable)
        #expect(fault?.message.contains("Kafka at 127.0.0.1:\(port)") == true)
        #expect(ContinuousClock.now - start < .seconds(60))
        await broker.close()
        let closed = await #expect(throws: MessagingFault.self) { try await broker.connect() }
        #expect(closed?.code == .closed)
    }

    @Test func `a refused password is denied at once, and never shown`() async throws {
        let port = try Loopback.freePort()
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Servers/kafka-refusal.py").path
        let server = try ServerProcess(
            "python3", [script, "\(port)"], url: "", port: port, folder: DataFolder()
        ) { Loopback.accepts(port: port) }
        try await server.start()
        let broker = try Self.broker("kafka://ann:sesame@127.0.0.1:\(port)?timeout=20s")
        let start = ContinuousClock.now
        for call in 0..<2 {
            let fault = await #expect(throws: MessagingFault.self) {
                if call == 0 { try await broker.connect() } else { try await broker.declare(Topic("t")) }
            }
            #expect(fault?.code == .denied, "\(fault?.description ?? "")")
            #expect(fault?.message.contains("Kafka at 127.0.0.1:\(port)") == true)
            #expect(fault?.description.contains("sesame") == false)
        }
        #expect(ContinuousClock.now - start < .seconds(60))
        await broker.close()
        try await server.kill()
    }

    @Test func `messages of a key have one partition, and queues are topics of their plain name`() async throws {
        let server = try KafkaServer(DataFolder())
        try await server.start()
        let broker = try Self.broker(server.url)
        let queue = try ConsumerGroup(queue: "payments")
        try await broker.declare(queue.topic)
        let names = KafkaNames(queue)
        #expect(names.topic == "payments")
        #expect(names.id == "payments")
        let partitions = try await broker.partitions(of: names).filter { $0.topic == "payments" }
        #expect(partitions.count == 4)
        let messages = (0..<20).map { Message(id: "\($0)", type: "t", key: "k\($0 % 2)", body: [1]) }
        try await broker.publish(messages, to: queue.topic)
        let bounds = try await broker.engine.blocking { (admin) throws(MessagingFault) in try admin.bounds(partitions) }
        for key in ["k0", "k1"] {
            let place = KafkaPartition(topic: "payments", number: KafkaRecord.partition(of: key, among: 4))
            #expect((bounds[place]?.count ?? 0) % 10 == 0)
        }
        #expect(bounds.values.reduce(0) { $0 + $1.count } == 20)
        #expect(try await broker.depth(of: queue) == Depth(ready: 20))
        let members = KafkaMembers.of(names, in: broker.label)
        #expect(members.isEmpty)
        await broker.close()
        try await server.kill()
    }
}
