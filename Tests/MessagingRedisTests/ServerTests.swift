import Foundation
import Messaging
import MessagingContract
import MessagingRedis
import Testing

@Suite("Redis: servers that refuse")
struct ServerTests {
    @Test func `a server that does not know HELLO does not have the password printed`() async throws {
        let server = try await TestServer(["--rename-command", "HELLO", ""], password: "s3cret")
        for user in [":s3cret@", "clerk:s3cret@", "s3cret@"] {
            let fault = await fault { try await server.broker("?timeout=2s", user: user).connect() }
            #expect(fault?.code == .unsupported && fault?.message.contains("7.0 or later") == true)
            #expect(fault.map { "\($0)".contains("s3cret") } == false)
        }
    }

    @Test func `a server that does not know XADD does not have the message printed`() async throws {
        let server = try await TestServer(["--rename-command", "XADD", ""])
        let broker = try server.broker()
        let group = try await broker.group("g", topic: "t")
        let fault = await fault {
            try await broker.publish([Message(id: "s3cret", type: "", body: Array("s3cret".utf8))], to: group.topic)
        }
        #expect(fault?.code == .unsupported && fault?.message.contains("XADD") == true)
        #expect(fault.map { "\($0)".contains("s3cret") } == false)
        await broker.close()
    }

    @Test(arguments: ["OOM", "NOPERM"])
    func `a server that refuses to ring is asked now and then, over the same connection`(_ what: String) async throws {
        let server = try await TestServer()
        try await server.cli("ACL", "SETUSER", "clerk", "on", ">pw", "~*", "&*", "+@all", "-xread", "-blmove")
        let log = TestLog()
        let broker = try server.broker(user: what == "OOM" ? "" : "clerk:pw@", log)
        let queue = try await broker.queue("q")
        let consumer = try await broker.join(queue, ConsumerSettings())
        if what == "OOM" { try await server.cli("CONFIG", "SET", "maxmemory", "1") }
        try await consumer.takeNothing(for: .milliseconds(100))
        let before = try #require(try await server.info("total_connections_received"))
        try await consumer.takeNothing(for: .seconds(3))
        let after = try #require(try await server.info("total_connections_received"))
        // One is redis-cli's.
        #expect(after - before == 1)
        if what == "OOM" { try await server.cli("CONFIG", "SET", "maxmemory", "0") }
        try await server.cli("RPUSH", "q", "x")
        #expect(try await consumer.takeOne().message.body == Array("x".utf8))
        // Once for the streams, once for the list.
        #expect(log.messages.filter { $0.contains("XREAD") }.count == (what == "OOM" ? 0 : 2))
        await broker.close()
    }

    @Test func `a server that another one took over from is left`() async throws {
        let (old, new) = (try await TestServer(), try await TestServer())
        let before = try ByteProxy(to: old.port)
        let broker = try old.broker("?timeout=5s&partitions=1", at: before.port)
        let group = try await broker.group("g", topic: "t")
        let consumer = try await broker.join(group, ConsumerSettings(lease: .seconds(600)))
        try await broker.publish(Scene.messages(1, keys: 1), to: group.topic)
        let first = try await consumer.take(1)
        try await new.cli("REPLICAOF", "127.0.0.1", "\(old.port)")
        try await new.wait({ $0.contains("master_link_status:up") }, "INFO", "replication")
        try await new.wait({ $0 == "1" }, "XLEN", "t")
        // The name leads to the new one from now on; connections that there are stay where they are.
        before.refuse(true)
        var after: ByteProxy?
        while after == nil { after = try? ByteProxy(to: new.port, at: before.port) }
        try await new.cli("REPLICAOF", "NO", "ONE")
        try await old.cli("REPLICAOF", "127.0.0.1", "\(new.port)")

        func refusals(_ call: () async throws -> Void) async throws -> Int {
            for count in 0..<3 {
                guard let fault = await fault(call) else { return count }
                try #require(fault.isRetriable, "\(fault)")
            }
            return 3
        }
        let messages = Scene.messages(1, keys: 1, from: 1)
        #expect(try await refusals { try await broker.publish(messages, to: group.topic) } == 1)
        var second: [Delivery] = []
        #expect(try await refusals { second = try await consumer.receive(atMost: 1, waiting: .seconds(30)) } == 1)
        #expect(second.ids == ["key-0/1"])
        try await consumer.settle(first + second)
        #expect(try await broker.depth(of: group) == Depth(consumed: 2))
        await broker.close()
        after?.close()
    }

    @Test(arguments: [("allkeys-lru", 1), ("noeviction", 0), ("volatile-lru", 0)])
    func `a server that throws messages away is warned of`(_ policy: String, _ count: Int) async throws {
        let server = try await TestServer(["--maxmemory", "100mb", "--maxmemory-policy", policy])
        let log = TestLog()
        let broker = try server.broker("", log)
        try await broker.connect()
        #expect(log.messages.filter { $0.contains("maxmemory-policy") }.count == count)
        await broker.close()
        try await server.cli("CONFIG", "SET", "maxmemory", "0")
        let unlimited = TestLog()
        let second = try server.broker("", unlimited)
        try await second.connect()
        #expect(unlimited.messages.isEmpty)
        await second.close()
    }
}
