import Foundation
import Messaging
import MessagingEmbedded
import Testing

@Suite("Embedded queues: much at once")
struct LimitTests {
    @Test func `a key with very many messages behind its retry does not block the others`() async throws {
        let bench = try await Bench()
        try await bench.publish("a:0")
        let consumer = try await bench.join()
        let first = try await consumer.receive(atMost: 1, waiting: .seconds(60))
        #expect(first.ids == ["a:0"])
        try await consumer.settle(first, .retry(after: .seconds(3600)))
        let count = 70_000
        try await bench.publish((1...count).map { "a:\($0)" } + ["b:1"])
        let other = try await consumer.receive(atMost: 10, waiting: .seconds(60))
        #expect(other.ids == ["b:1"])
        try await consumer.settle(other)
        #expect(try await bench.depth() == Depth(ready: count, delayed: 1, consumed: 1))
        #expect(try await bench.broker.purge(.waiting, of: bench.group) == count + 1)
        #expect(try await bench.depth() == Depth(consumed: count + 2))
        try await bench.publish("a:again")
        #expect(try await consumer.receive(atMost: 10, waiting: .seconds(60)).ids == ["a:again"])
        await bench.broker.close()
    }

    @Test func `a purge leaves what other groups need`() async throws {
        let bench = try await Bench()
        let groups = try ["purged", "delays", "flies", "buries", "acknowledges"].map {
            try ConsumerGroup($0, of: bench.topic)
        }
        for group in groups { try await bench.broker.declare(group, startingAt: .end) }
        let ids = (0..<10).map { "a:\($0)" }
        // So many are behind them that the log is trimmed around them.
        try await bench.publish(ids + (0..<9000).map { "\($0)" })
        _ = try await bench.broker.purge(.waiting, of: bench.group)
        var members: [any MessageConsumer] = []
        var held: [[Delivery]] = []
        for group in groups {
            let member = try await bench.broker.join(group, ConsumerSettings(lease: .seconds(600)))
            var keyed: [Delivery] = []
            var left = 9010
            while left > 0 {
                let some = try await member.receive(atMost: 256, waiting: .seconds(60))
                try #require(!some.isEmpty)
                keyed += some.filter { $0.message.key != nil }
                try await member.settle(some.filter { $0.message.key == nil })
                left -= some.count
            }
            #expect(keyed.ids == ids)
            members.append(member)
            held.append(keyed)
        }
        try await members[0].settle(held[0], .retry(after: .seconds(3600)))
        try await members[1].settle(held[1], .retry(after: .seconds(1)))
        try await members[3].settle(held[3], .deadLetter(reason: "no"))
        try await members[4].settle(held[4], .ack)
        #expect(try await bench.broker.purge(.waiting, of: groups[0]) == 10)
        #expect(try await bench.broker.depth(of: groups[0]) == Depth(consumed: 9010))
        var delayed: [Delivery] = []
        while delayed.count < 10 { delayed += try await members[1].receive(atMost: 10, waiting: .seconds(60)) }
        #expect(delayed.ids == ids && delayed.allSatisfy { $0.malformation == nil })
        await members[2].leave()
        let member = try await bench.broker.join(groups[2], ConsumerSettings())
        #expect(try await member.receive(atMost: 100, waiting: .seconds(60)).ids == ids)
        let letters = try await bench.broker.deadLetters(of: groups[3], after: nil, limit: 100)
        #expect(letters.map(\.message.id) == ids)
        await bench.broker.close()
    }

    @Test func `what is taken at once is limited in bytes, and a single larger body comes`() async throws {
        let bench = try await Bench()
        let messages = (0..<6).map { Message(id: "\($0)", type: "", body: [UInt8](repeating: 1, count: 5 << 20)) }
        let large = Message(id: "large", type: "", body: [UInt8](repeating: 1, count: 16 << 20))
        try await bench.broker.publish(messages + [large, Message(id: "small", type: "", body: [])], to: bench.topic)
        let consumer = try await bench.join()
        var ids: [[String]] = []
        while ids.joined().count < 8 {
            let some = try await consumer.receive(atMost: 100, waiting: .seconds(60))
            try #require(!some.isEmpty)
            ids.append(some.ids)
        }
        #expect(ids == [["0", "1"], ["2", "3"], ["4", "5"], ["large"], ["small"]])
        await bench.broker.close()
    }
}
