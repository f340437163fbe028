import Foundation
import Messaging
import MessagingContract
import MessagingRedis
import Testing

@Suite("Redis: publishing that waits for replicas")
struct ReplicaTests {
    private func replica(of server: TestServer) async throws -> TestServer {
        let replica = try await TestServer(["--replicaof", "127.0.0.1", "\(server.port)"])
        try await replica.wait({ $0.contains("master_link_status:up") }, "INFO", "replication")
        // It is up to date, and answers.
        try await server.wait({ $0 == "1" }, "WAIT", "1", "5000")
        return replica
    }

    @Test func `what a replica did not confirm is published once, not with every attempt`() async throws {
        let server = try await TestServer()
        let replica = try await replica(of: server)
        let broker = try server.broker("?wait=1&timeout=3s&partitions=1")
        let group = try await broker.group("g", topic: "t")
        try await broker.publish(Scene.messages(1), to: group.topic)
        #expect(try await replica.cli("XLEN", "t") == ["1"])
        try await replica.server.freeze()
        let late = Scene.messages(1, from: 1)
        #expect(await fault { try await broker.publish(late, to: group.topic) }?.code == .timeout)
        for _ in 0..<3 {
            let fault = await fault { try await broker.publish(late, to: group.topic) }
            #expect(fault?.code == .unavailable && fault?.message.contains("nothing was published") == true)
        }
        // Nor by another process.
        let other = try server.broker("?wait=1&timeout=3s")
        #expect(await fault { try await other.publish(late, to: group.topic) }?.code == .unavailable)
        #expect(try await server.cli("XLEN", "t") == ["2"])
        try await replica.server.thaw()
        // It comes back by itself.
        var fault: MessagingFault?
        repeat {
            fault = await MessagingRedisTests.fault { try await broker.publish(late, to: group.topic) }
        } while fault?.isRetriable == true
        #expect(fault == nil)
        #expect(try await server.cli("XLEN", "t") == ["3"])
        await other.close()
        await broker.close()
    }

    @Test func `waiting for a replica keeps nobody from settling`() async throws {
        let server = try await TestServer()
        let replica = try await replica(of: server)
        let broker = try server.broker("?wait=1&timeout=60s&partitions=1")
        let group = try await broker.group("g", topic: "t")
        try await broker.publish(Scene.messages(1), to: group.topic)
        let consumer = try await broker.join(group, ConsumerSettings(lease: .seconds(600)))
        let first = try await consumer.take(1)
        try await replica.server.freeze()
        async let published: Void = broker.publish(Scene.messages(1, from: 1), to: group.topic)
        try await server.wait({ $0 == "2" }, "XLEN", "t")
        // The publish waits for the replica, which goes on only when this is done.
        _ = try await consumer.renew(first.map(\.receipt))
        try await consumer.settle(first)
        #expect(try await broker.depth(of: group).consumed == 1)
        try await replica.server.thaw()
        try await published
        await broker.close()
    }
}
