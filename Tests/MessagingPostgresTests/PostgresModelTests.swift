import Foundation
import Messaging
import MessagingContract
import MessagingPostgres
import Testing

/// Random commands, seen by a model that is slow and obvious.
@Suite("PostgreSQL against a model", .serialized)
struct PostgresModelTests {
    /// SplitMix64: a run is repeated with its seed.
    private struct Randomness: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var value = state
            value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
            value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
            return value ^ (value >> 31)
        }
    }

    private struct Run {
        var model = GroupModel()
        var random: Randomness
        let broker: PostgresBroker
        let group: ConsumerGroup
        var members: [any MessageConsumer] = []

        mutating func join() async throws -> any MessageConsumer {
            try await broker.join(group, ConsumerSettings(prefetch: 20, lease: .seconds(600)))
        }

        mutating func publish() async throws {
            var random = self.random
            let keys = ["a", "b", "c", "d", nil]
            let messages = model.publish(Int.random(in: 1...15, using: &random)) { _ in
                keys.randomElement(using: &random) ?? nil
            }
            self.random = random
            try await broker.publish(messages, to: group.topic)
        }

        mutating func receive(_ member: Int) async throws {
            let count = Int.random(in: 1...12, using: &random)
            for delivery in try await members[member].receive(atMost: count, waiting: .zero) {
                try model.deliver(delivery, to: member)
            }
        }

        /// Settles some of what a member has as a subscription does: in order for each key, and what is behind a retry is released with it.
        mutating func settle(_ member: Int, all: Bool = false) async throws {
            var settlements: [(index: Int, settlement: Settlement)] = []
            var skipped: Set<String> = []
            var retried: Set<String> = []
            for (index, receipt) in model.held(by: member) {
                let key = model.entries[index].key
                var disposition = Disposition.ack
                if let key, retried.contains(key) {
                    disposition = .release
                } else if !all {
                    if key.map(skipped.contains) ?? false || Int.random(in: 0..<3, using: &random) == 0 {
                        if let key { skipped.insert(key) }
                        continue
                    }
                    switch Int.random(in: 0..<10, using: &random) {
                    case 0, 1: disposition = .retry(after: .milliseconds(Int.random(in: 0...30, using: &random)))
                    case 2: disposition = .deadLetter(reason: "no")
                    default: break
                    }
                    if let key, case .retry = disposition { retried.insert(key) }
                }
                settlements.append((index, Settlement(receipt, disposition)))
            }
            let lost = try await members[member].settle(settlements.map(\.settlement))
            try expect(lost.isEmpty, "\(lost.count) leases were lost")
            for (index, settlement) in settlements { model.settle(index, settlement.disposition) }
        }

        mutating func leave(_ member: Int) async throws {
            await members[member].leave()
            for (index, _) in model.held(by: member) { model.settle(index, .release) }
            members[member] = try await join()
        }

        mutating func redrive() async throws {
            let count = try await broker.redrive(nil, of: group)
            let wanted = model.redrive()
            try expect(count == wanted, "\(count) were redriven instead of \(wanted)")
        }
    }

    @Test func `whatever members do, keys stay in order and every count is right`() async throws {
        let rounds = ProcessInfo.processInfo.environment["FLORIN_MODEL_ROUNDS"].flatMap(Int.init) ?? 6
        try await PostgresScene.run(settings: ["fsync=off"]) { scene in
            for round in 0..<rounds {
                let seed = UInt64.random(in: 0...UInt64.max)
                do {
                    try await Self.run(scene, Topic("t\(round)", kind: round % 2 == 0 ? .topic : .queue), seed)
                } catch {
                    throw ContractViolation("seed \(seed): \(error)")
                }
            }
        }
    }

    private static func run(_ scene: PostgresScene, _ topic: Topic, _ seed: UInt64) async throws {
        let broker = try scene.broker()
        let group = try ConsumerGroup(topic.name, of: topic)
        try await broker.declare(group, startingAt: .beginning)
        var run = Run(random: Randomness(state: seed), broker: broker, group: group)
        for _ in 0..<3 { run.members.append(try await run.join()) }
        for _ in 0..<300 {
            let member = Int.random(in: 0..<3, using: &run.random)
            switch Int.random(in: 0..<20, using: &run.random) {
            case 0..<4: try await run.publish()
            case 4..<12: try await run.receive(member)
            case 12..<18: try await run.settle(member)
            case 18 where Bool.random(using: &run.random): try await run.leave(member)
            default: try await run.redrive()
            }
            try run.model.check(try await broker.depth(of: group))
        }
        let deadline = ContinuousClock.now + .seconds(30)
        while try await broker.depth(of: group).waiting > 0 {
            try expect(ContinuousClock.now < deadline, "\(run.model.count { $0 == .waiting }) never come")
            for member in 0..<3 {
                try await run.settle(member, all: true)
                for delivery in try await run.members[member].receive(atMost: 20, waiting: .milliseconds(20)) {
                    try run.model.deliver(delivery, to: member)
                }
            }
        }
        try run.model.check(try await broker.depth(of: group))
        await broker.close()
    }
}
