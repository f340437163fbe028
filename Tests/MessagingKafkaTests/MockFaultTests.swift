import CRdkafka
import Logging
import Messaging
import MessagingContract
import Synchronization
import Testing

@testable import MessagingKafka

/// What only an engine shows that can be told to fail.
@Suite("Kafka faults of the engine") struct MockFaultTests {
    /// A cluster with a group that begins, and its broker.
    static func begun(
        _ options: String = "session=6s"
    ) async throws -> (cluster: MockCluster, broker: KafkaBroker, names: KafkaNames) {
        let (cluster, broker, names) = try made(options)
        try await broker.declare(names.group, startingAt: .beginning)
        return (cluster, broker, names)
    }

    /// A cluster where an administrator made the topics of a group; it makes none itself.
    static func made(
        _ options: String = "session=6s"
    ) throws -> (cluster: MockCluster, broker: KafkaBroker, names: KafkaNames) {
        let cluster = try #require(MockCluster())
        let names = try KafkaNames(ConsumerGroup("g", of: Topic("t")))
        for topic in names.subscribed + [names.dead] { cluster.make(topic, partitions: 1) }
        return (cluster, try KafkaBrokerTests.broker("kafka://\(cluster.address)?\(options)"), names)
    }

    @Test(.timeLimit(.minutes(2)))
    func `what waits in a paused partition comes after the engine was away`() async throws {
        let (cluster, broker, names) = try await Self.begun()
        defer { withExtendedLifetime(cluster) {} }
        let count = KafkaLimits.delayedMessages + 100
        let due = KafkaMember.now() + 8000
        let records = (0..<count).map { KafkaRecord(Message(id: "\($0)", type: "", body: []), attempts: 1, due: due) }
        try await broker.engine.send(records, to: names.retries[0])
        let consumer = try await broker.join(names.group, ConsumerSettings(prefetch: count))
        let member = try #require(KafkaMembers.of(names, in: broker.label).first)
        while member.inside.withLock({ $0.state.paused.isEmpty }) {
            #expect(try await consumer.receive(atMost: 1, waiting: .milliseconds(50)).isEmpty)
        }
        cluster.setReachable(false)
        await #expect(throws: MessagingFault.self) {
            while true { _ = try await consumer.receive(atMost: 1, waiting: .milliseconds(50)) }
        }
        cluster.setReachable(true)
        var came: Set<String> = []
        while came.count < count {
            guard let deliveries = try? await consumer.receive(atMost: count, waiting: .seconds(1)) else { continue }
            came.formUnion(deliveries.map(\.message.id))
        }
        await consumer.leave()
        await broker.close()
    }

    @Test(.timeLimit(.minutes(2)))
    func `a member has its partitions when it has joined`() async throws {
        let (cluster, broker, names) = try await Self.begun()
        defer { withExtendedLifetime(cluster) {} }
        let consumer = try await broker.join(names.group, ConsumerSettings())
        let member = try #require(KafkaMembers.of(names, in: broker.label).first)
        #expect(member.inside.withLock { $0.state.ledgers.count } == names.subscribed.count)
        await consumer.leave()
        await broker.close()
    }

    @Test(.timeLimit(.minutes(2)))
    func `a group without a coordinator for a while is declared all the same`() async throws {
        let (cluster, broker, names) = try Self.made()
        defer { withExtendedLifetime(cluster) {} }
        // FindCoordinator, far oftener than the client library asks.
        cluster.refuse(10, RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE, count: 6)
        try await broker.declare(names.group, startingAt: .beginning)
        #expect(try await broker.depth(of: names.group) == Depth())
        await broker.close()
    }

    @Test(
        .timeLimit(.minutes(2)),
        arguments: [
            (RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED, MessagingFault.Code.denied),
            (RD_KAFKA_RESP_ERR_INVALID_SESSION_TIMEOUT, .invalid),
            (RD_KAFKA_RESP_ERR_GROUP_MAX_SIZE_REACHED, .unavailable),
        ]) func `a member that may not join says so, and works once it may`(
            _ error: rd_kafka_resp_err_t, _ code: MessagingFault.Code
        ) async throws
    {
        let (cluster, broker, names) = try await Self.begun()
        defer { withExtendedLifetime(cluster) {} }
        // JoinGroup.
        cluster.refuse(11, error, count: 2)
        let consumer = try await broker.join(names.group, ConsumerSettings())
        let fault = await #expect(throws: MessagingFault.self) {
            while true { _ = try await consumer.receive(atMost: 1, waiting: .seconds(1)) }
        }
        #expect(fault?.code == code, "\(fault?.description ?? "")")
        #expect(fault?.message.contains("group g of") == true, "\(fault?.message ?? "")")
        try await broker.publish([Message(id: "1", type: "t", body: [])], to: names.group.topic)
        var came: [Delivery] = []
        while came.isEmpty { came = (try? await consumer.receive(atMost: 1, waiting: .seconds(1))) ?? [] }
        #expect(came.map(\.message.id) == ["1"])
        await consumer.leave()
        await broker.close()
    }

    @Test(.timeLimit(.minutes(2)))
    func `partitions without a leader are named, and others go on`() async throws {
        let (cluster, broker, names) = try Self.made("timeout=2s")
        defer { withExtendedLifetime(cluster) {} }
        cluster.make("stuck", partitions: 4)
        let (topic, stuck) = (names.group.topic, try Topic("stuck"))
        // Both are known before.
        for topic in [topic, stuck] { try await broker.publish([Message(id: "0", type: "t", body: [])], to: topic) }
        for partition in [Int32(1), 3] { cluster.setLeader("stuck", partition, nil) }
        // Something is under way all the time.
        cluster.delayAnswers(milliseconds: 100)
        try await withThrowingTaskGroup { group in
            group.addTask {
                var count = 0
                while !Task.isCancelled {
                    count += 1
                    try await broker.publish([Message(id: "\(count)", type: "t", body: [])], to: topic)
                }
            }
            let fault = await #expect(throws: MessagingFault.self) {
                try await broker.publish((0..<8).map { Message(id: "\($0)", type: "t", body: []) }, to: stuck)
            }
            #expect(fault?.code == .timeout)
            #expect(fault?.message.contains("publishing to stuck") == true, "\(fault?.message ?? "")")
            #expect(fault?.message.contains("partitions 1, 3:") == true, "\(fault?.message ?? "")")
            try await broker.publish([Message(id: "after", type: "t", body: [])], to: topic)
            group.cancelAll()
            try await group.waitForAll()
        }
        await broker.close()
    }

    @Test(.timeLimit(.minutes(2)))
    func `a group whose offsets are gone begins only where the operator says`() async throws {
        let (cluster, broker, names) = try Self.made()
        defer { withExtendedLifetime(cluster) {} }
        try await broker.publish((0..<3).map { Message(id: "\($0)", type: "t", body: []) }, to: names.group.topic)
        let fault = await #expect(throws: MessagingFault.self) {
            try await broker.declare(names.group, startingAt: .beginning)
        }
        #expect(fault?.code == .invalid)
        #expect(fault?.message.contains("expired=end") == true)
        let told = try KafkaBrokerTests.broker("kafka://\(cluster.address)?expired=end")
        try await told.declare(names.group, startingAt: .beginning)
        #expect(try await told.depth(of: names.group) == Depth())
        // What is committed counts.
        try await broker.declare(names.group, startingAt: .beginning)
        await told.close()
        await broker.close()
    }

    @Test(.timeLimit(.minutes(2)))
    func `dead letters are found where Kafka forgot which are gone`() async throws {
        let (cluster, broker, names) = try Self.made()
        defer { withExtendedLifetime(cluster) {} }
        let partitions = try await broker.partitions(of: names)
        try await broker.engine.blocking { (admin) throws(MessagingFault) in
            _ = try admin.commit(names.id, [partitions[0]: KafkaPosition(startingAt: 0)])
        }
        let record = KafkaRecord(Message(id: "1", type: "t", body: []), attempts: 3, reason: "no", time: 0)
        try await broker.engine.send([record], to: names.dead)
        #expect(try await broker.depth(of: names.group).dead == 1)
        #expect(try await broker.deadLetters(of: names.group, after: nil, limit: 10).map(\.message.id) == ["1"])
        #expect(try await broker.redrive(nil, of: names.group) == 1)
        #expect(try await broker.deadLetters(of: names.group, after: nil, limit: 10).isEmpty)
        #expect(try await broker.groups() == [names.group])
        let foreign = try ConsumerGroup("other", of: Topic("t"))
        await #expect(throws: MessagingFault.self) { try await broker.deadLetters(of: foreign, after: nil, limit: 10) }
        await broker.close()
    }

    @Test(.timeLimit(.minutes(2)))
    func `somebody else's dead letters do not keep groups from being listed`() async throws {
        let (cluster, broker, names) = try await Self.begun()
        defer { withExtendedLifetime(cluster) {} }
        for topic in ["walking.dead", "x.retry3", "x.dead"] { cluster.make(topic, partitions: 1) }
        let other = try KafkaBrokerTests.broker("kafka://\(cluster.address)")
        #expect(try await other.groups() == [names.group])
        // OffsetFetch: for x.dead, or for both.
        cluster.refuse(9, RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED, count: 2)
        #expect(try await broker.groups() == [names.group])
        await other.close()
        await broker.close()
    }
}
