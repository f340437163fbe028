import Messaging
import MessagingContract
import Testing

@testable import MessagingRabbitMQ

@Suite("RabbitMQ under pressure")
struct PressureTests {
    @Test func `an engine without room makes publishers wait, then says that it is full`() async throws {
        let server = try RabbitMQServer(DataFolder(), configuration: "vm_memory_high_watermark.absolute = 1MB\n")
        try await server.start()
        let broker = try TestNode.broker(try server.url(options: ["timeout": "2s"]))
        let queue = try Topic("blocked", kind: .queue)
        try await broker.declare(queue)
        // The engine takes the first message of a connection before it says that it is blocked.
        var fault: MessagingFault?
        var time = Duration.zero
        for index in 0..<5 where fault == nil {
            let start = ContinuousClock.now
            do throws(MessagingFault) {
                try await broker.publish([Message(id: "\(index)", type: "t", body: [])], to: queue)
            } catch {
                fault = error
                time = ContinuousClock.now - start
            }
        }
        #expect(fault?.code == .full)
        #expect(time > .milliseconds(1500) && time < .seconds(60))
        // Everything else goes on.
        #expect(try await broker.depth(of: ConsumerGroup(queue: "blocked")).dead == 0)
        await broker.close()
        try await server.kill()
    }

    @Test func `a frozen engine that is sent more than fits gives a fault in time`() async throws {
        let server = try RabbitMQServer(DataFolder())
        try await server.start()
        let broker = try TestNode.broker(try server.url(options: ["timeout": "2s"]))
        let queue = try Topic("frozen", kind: .queue)
        try await broker.declare(queue)
        let large = (0..<12).map { Message(id: "\($0)", type: "t", body: [UInt8](repeating: 1, count: 4 << 20)) }
        try await broker.publish(Array(large.prefix(1)), to: queue)
        try await server.freeze()
        let start = ContinuousClock.now
        let fault = await #expect(throws: MessagingFault.self) { try await broker.publish(large, to: queue) }
        #expect(fault.map { [.unavailable, .timeout].contains($0.code) } == true)
        let time = ContinuousClock.now - start
        #expect(time < .seconds(60))
        try await server.thaw()
        var isDone = false
        for _ in 0..<20 where !isDone {
            do {
                try await broker.publish(Array(large.prefix(1)), to: queue)
                isDone = true
            } catch {
                try await Task.sleep(for: .milliseconds(200))
            }
        }
        #expect(isDone)
        await broker.close()
        try await server.kill()
    }

    @Test func `a header that fits no frame is too large, and harms nothing`() async throws {
        let broker = try await TestNode.broker()
        let queue = try Topic(TestNode.name("large"), kind: .queue)
        try await broker.declare(queue)
        let message = Message(
            id: "1", type: "t", headers: ["much": String(repeating: "x", count: 130_000)], body: [])
        let fault = await #expect(throws: MessagingFault.self) { try await broker.publish([message], to: queue) }
        #expect(fault?.code == .tooLarge)
        try await broker.publish([Message(id: "2", type: "t", body: [])], to: queue)
        await broker.close()
    }
}
