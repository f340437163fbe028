import Messaging
import MessagingContract
import Synchronization
import Testing

@testable import MessagingRedis

@Suite("Redis: calls that cross a change of name")
struct RejoinTests {
    /// What a late call is.
    enum Late: CaseIterable, Sendable {
        case settle, renew, expire
    }

    @Test(arguments: Late.allCases)
    func `what a late call loses comes again, and nothing is taken before`(_ late: Late) async throws {
        let server = try await TestServer()
        let broker = try server.broker("?partitions=1")
        let group = try await broker.group("g", topic: "t")
        try await broker.publish(Scene.messages(4, keys: 1), to: group.topic)
        let (consumer, membership) = try await member(of: group, broker)
        let held = try await consumer.take(2)

        // The reader changes its name: Redis has done so, the answer is on its way.
        let commands = membership.beginRename(to: "new")
        #expect(try await broker.pipeline.script(commands).integer == 1)
        // A call that was made under the old name comes behind it.
        switch late {
        case .settle:
            let lost = try await consumer.settle(held.map { Settlement($0.receipt, .ack) })
            #expect(lost == held.map(\.receipt))
        case .renew:
            #expect(try await consumer.renew(held.map(\.receipt)) == held.map(\.receipt))
        case .expire:
            membership.hands.withLock { $0.expire(at: .max) }
            #expect(try await consumer.settle([]).isEmpty)
        }
        membership.hands.withLock { $0.endRename(to: "new", isMember: true) }

        let all = try await consumer.take(4)
        #expect(all.ids == (0..<4).map { "key-0/\($0)" })
        try await consumer.settle(all)
        #expect(try await broker.depth(of: group) == Depth(consumed: 4))
        await consumer.leave()
        await broker.close()
    }

    @Test func `what expired is said again, but not of a later attempt`() async throws {
        let server = try await TestServer()
        let broker = try server.broker("?partitions=1")
        let group = try await broker.group("g", topic: "t")
        try await broker.publish(Scene.messages(2, keys: 1), to: group.topic)
        let (consumer, membership) = try await member(of: group, broker)
        _ = try await consumer.take(2)
        membership.hands.withLock { $0.expire(at: .max) }
        let expiry = try #require(membership.expired())
        // Said, but the answer was lost: it stays to be said.
        #expect(try await broker.pipeline.script(expiry.commands).integer == 1)
        #expect(membership.expired()?.numbers.count == 2)
        let again = try await consumer.take(2)
        #expect(again.map(\.attempt) == [2, 2] && membership.expired() == nil)
        // The first one comes late, out of a broken connection.
        #expect(try await broker.pipeline.script(expiry.commands).integer == 1)
        try await consumer.settle(again, .retry(after: .zero))
        #expect(try await consumer.take(2, .ack).map(\.attempt) == [3, 3])
        await consumer.leave()
        await broker.close()
    }

    private func member(
        of group: ConsumerGroup, _ broker: RedisBroker
    ) async throws -> (RedisConsumer, RedisMembership) {
        let settings = ConsumerSettings(lease: .seconds(600))
        let membership = RedisMembership(RedisGroup(group), settings, partitions: 1, member: "old")
        var commands = RedisScript.begin("join", membership.group, 2)
        commands.append("old")
        commands.append(membership.leaseMilliseconds)
        #expect(try await broker.pipeline.script(commands).integer == 1)
        let consumer = try RedisConsumer(broker.address, broker.pipeline, membership, logger: broker.logger)
        return (consumer, membership)
    }
}
