import Foundation
import HTTPLoad
import JournalTestSupport
import Logging
import Messaging
import MessagingEmbedded
import Testing

/// The real server with a relay, killed without warning: between commit and publish, between publish and mark, wherever it happens to be.
@Suite("Relay and kill -9", .serialized)
struct RelayCrashTests {
    @Test func `every event is published, in order per key, and repeats have the same id and body`() async throws {
        let rounds = ProcessInfo.processInfo.environment["FLORIN_CRASH_ROUNDS"].flatMap { Int($0) } ?? 4
        let environment = ProcessInfo.processInfo.environment
        let seed = environment["FLORIN_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 0...UInt64(UInt32.max))
        var generator = SeededGenerator(seed: seed)
        let folder = try TemporaryFolder()
        let file = folder.path + "/relayed.sqlite"
        let broker = try EmbeddedBroker(try BrokerURL("embedded:" + file), logger: Logger(label: "test"))
        let group = try ConsumerGroup("audit", of: Topic("florin.events"))
        try await broker.declare(group, startingAt: .beginning)
        let load = PaymentLoad()
        let flags = ["--broker", "embedded:relayed.sqlite"]
        for round in 0..<rounds {
            let server = try ServerProcess(data: folder.path, flags: flags)
            if round == 0 { try Accounts.fund(server) }
            let count = Int.random(in: 1...800, using: &generator)
            try load.run(on: server, round: round, clients: 4, interruptAfter: count) { server.kill() }
        }
        let server = try ServerProcess(data: folder.path, flags: flags)
        try load.retryUnanswered(on: server)
        let last = try Accounts.waitForRelays(server)
        #expect(server.stop() == 0)

        var judge = EventJudge()
        let consumer = try await broker.join(group, ConsumerSettings(prefetch: 1000))
        while true {
            let deliveries = try await consumer.receive(atMost: 1000, waiting: .milliseconds(100))
            guard !deliveries.isEmpty else { break }
            for delivery in deliveries { judge.take(delivery.message) }
            _ = try await consumer.settle(deliveries.map { Settlement($0.receipt, .ack) })
        }
        await consumer.leave()
        #expect(judge.faults.isEmpty, "seed \(seed): \(judge.faults.prefix(3))")
        #expect(judge.seen == Set(1...last), "seed \(seed): \(judge.seen.count) of \(last) events")
        let depth = try await broker.depth(of: group)
        #expect(depth.waiting == 0 && depth.dead == 0)
        await broker.close()
    }
}

/// Looks at events in the order of their coming, as a consumer that drops repeats would.
struct EventJudge {
    private(set) var seen: Set<Int> = []
    private(set) var faults: [String] = []
    private var bodies: [Int: [UInt8]] = [:]
    private var lastOfKey: [String: Int] = [:]

    mutating func take(_ message: Message) {
        guard let id = Int(message.id), let key = message.key else {
            faults.append("no position or no key: \(message.id)")
            return
        }
        guard seen.insert(id).inserted else {
            if bodies[id] != message.body { faults.append("\(id) came again with another body") }
            return
        }
        bodies[id] = message.body
        if let last = lastOfKey[key], last > id { faults.append("\(id) of \(key) after \(last)") }
        lastOfKey[key] = id
    }
}
