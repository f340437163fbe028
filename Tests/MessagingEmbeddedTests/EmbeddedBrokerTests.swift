import Foundation
import Logging
import Messaging
import MessagingEmbedded
import Testing

@Suite("Embedded queues")
struct EmbeddedBrokerTests {
    @Test func `what is published is received, and is gone once it is settled`() async throws {
        let bench = try await Bench()
        try await bench.publish("1", "a:2", "3")
        #expect(try await bench.depth() == Depth(ready: 3))
        let consumer = try await bench.join()
        let deliveries = try await consumer.receive(atMost: 10, waiting: .zero)
        #expect(deliveries.ids == ["1", "a:2", "3"])
        #expect(deliveries.map(\.attempt) == [1, 1, 1])
        #expect(try await bench.depth() == Depth(inFlight: 3))
        #expect(try await consumer.settle(deliveries) == [])
        #expect(try await bench.depth() == Depth(consumed: 3))
        #expect(try await consumer.receive(atMost: 10, waiting: .milliseconds(20)).isEmpty)
        await bench.broker.close()
    }

    @Test func `every field of a message comes back as it was`() async throws {
        let bench = try await Bench()
        let message = Message(
            id: "id ü", type: "t", source: "/s", subject: "über", key: "k\u{0}",
            time: MessageTime.time(milliseconds: 1_700_000_000_123),
            contentType: "application/json", headers: ["a": "", "b-c": "x\r\n\u{0}ü🙂"], body: [0, 255, 10, 13])
        let large = Message(id: "large", type: "", body: [UInt8](repeating: 7, count: 1 << 20))
        let empty = Message(id: "empty", type: "", body: [])
        try await bench.broker.publish([message, large, empty], to: bench.topic)
        let consumer = try await bench.join()
        let deliveries = try await consumer.receive(atMost: 10, waiting: .zero)
        #expect(deliveries.map(\.message) == [message, large, empty])
        await bench.broker.close()
    }

    @Test func `a receiver that waits gets what is published meanwhile`() async throws {
        let bench = try await Bench()
        let consumer = try await bench.join()
        async let received = consumer.receive(atMost: 10, waiting: .seconds(20))
        try await Task.sleep(for: .milliseconds(50))
        let start = ContinuousClock.now
        try await bench.publish("1")
        #expect(try await received.ids == ["1"])
        #expect(ContinuousClock.now - start < .seconds(60))
        await bench.broker.close()
    }

    @Test func `a retried message keeps the later ones of its key back, and no others`() async throws {
        let bench = try await Bench()
        try await bench.publish("a:1", "a:2", "b:1", "a:3", "4")
        let consumer = try await bench.join()
        let all = try await consumer.receive(atMost: 10, waiting: .zero)
        #expect(all.ids == ["a:1", "a:2", "b:1", "a:3", "4"])
        let start = ContinuousClock.now
        let lost = try await consumer.settle([
            Settlement(all[0].receipt, .retry(after: .seconds(4))), Settlement(all[1].receipt, .release),
            Settlement(all[3].receipt, .release), Settlement(all[2].receipt, .ack), Settlement(all[4].receipt, .ack),
        ])
        #expect(lost == [])
        try await bench.publish("a:4", "5")
        #expect(try await bench.depth() == Depth(ready: 4, delayed: 1, consumed: 2))
        let other = try await consumer.receive(atMost: 10, waiting: .zero)
        #expect(other.ids == ["5"])
        let again = try await consumer.receive(atMost: 10, waiting: .seconds(20))
        #expect(ContinuousClock.now - start >= .seconds(4))
        #expect(again.ids == ["a:1", "a:2", "a:3", "a:4"])
        #expect(again.map(\.attempt) == [2, 1, 1, 1])
        try await consumer.settle(again + other)
        #expect(try await bench.depth() == Depth(consumed: 7))
        await bench.broker.close()
    }

    @Test func `no member gets a message of a key that another one has`() async throws {
        let bench = try await Bench()
        try await bench.publish("a:1", "a:2", "b:1", "a:3", "c:1")
        let first = try await bench.join()
        let second = try await bench.join()
        let one = try await first.receive(atMost: 1, waiting: .zero)
        #expect(one.ids == ["a:1"])
        let others = try await second.receive(atMost: 10, waiting: .zero)
        #expect(others.ids == ["b:1", "c:1"])
        #expect(try await first.receive(atMost: 10, waiting: .zero).isEmpty)
        #expect(try await bench.depth() == Depth(ready: 2, inFlight: 3))
        async let waiting = second.receive(atMost: 10, waiting: .seconds(20))
        try await first.settle(one)
        #expect(try await waiting.ids == ["a:2", "a:3"])
        await bench.broker.close()
    }

    @Test func `a lease that ends gives the message to another member, and the late settlement is lost`() async throws {
        let bench = try await Bench()
        try await bench.publish("a:1", "2")
        let first = try await bench.join(lease: .seconds(2))
        let second = try await bench.join()
        let held = try await first.receive(atMost: 10, waiting: .zero)
        #expect(held.count == 2)
        #expect(try await first.renew([held[0].receipt]) == [])
        let taken = try await second.receive(atMost: 10, waiting: .seconds(20))
        #expect(Set(taken.ids).isSubset(of: ["a:1", "2"]))
        let rest = taken.count == 2 ? [] : try await second.receive(atMost: 10, waiting: .seconds(20))
        #expect((taken + rest).map(\.attempt) == [2, 2])
        #expect(try await first.settle(held) == held.map(\.receipt))
        #expect(try await second.settle(taken + rest) == [])
        #expect(try await bench.depth() == Depth(consumed: 2))
        await bench.broker.close()
    }

    @Test func `a member never has more than its prefetch`() async throws {
        let bench = try await Bench()
        try await bench.publish((1...20).map(String.init))
        let consumer = try await bench.join(prefetch: 5)
        let first = try await consumer.receive(atMost: 10, waiting: .zero)
        #expect(first.count == 5)
        #expect(try await consumer.receive(atMost: 10, waiting: .zero).isEmpty)
        async let waiting = consumer.receive(atMost: 10, waiting: .seconds(5))
        try await consumer.settle(Array(first.prefix(2)))
        #expect(try await waiting.ids == ["6", "7"])
        await bench.broker.close()
    }

    @Test func `who leaves gives back what it has, uncounted`() async throws {
        let bench = try await Bench()
        try await bench.publish("a:1", "a:2", "3")
        let first = try await bench.join()
        #expect(try await first.receive(atMost: 10, waiting: .zero).count == 3)
        await first.leave()
        await #expect(throws: MessagingFault.self) { try await first.receive(atMost: 1, waiting: .zero) }
        let second = try await bench.join()
        let deliveries = try await second.receive(atMost: 10, waiting: .zero)
        #expect(deliveries.ids == ["a:1", "a:2", "3"])
        #expect(deliveries.map(\.attempt) == [1, 1, 1])
        await bench.broker.close()
    }

    @Test func `dead letters are listed, given back and thrown away`() async throws {
        let bench = try await Bench()
        try await bench.publish("a:1", "a:2", "3")
        let consumer = try await bench.join()
        let all = try await consumer.receive(atMost: 10, waiting: .zero)
        try await consumer.settle(all, .deadLetter(reason: "no account"))
        #expect(try await bench.depth() == Depth(dead: 3))
        let letters = try await bench.broker.deadLetters(of: bench.group, after: nil, limit: 2)
        #expect(letters.map(\.message.id) == ["a:1", "a:2"])
        #expect(letters.allSatisfy { $0.reason == "no account" && $0.attempts == 1 && $0.time != nil })
        let rest = try await bench.broker.deadLetters(of: bench.group, after: letters[1].id, limit: 2)
        #expect(rest.map(\.message.id) == ["3"])
        #expect(try await bench.broker.redrive([letters[0].id, letters[1].id], of: bench.group) == 2)
        #expect(try await bench.depth() == Depth(ready: 2, dead: 1))
        let again = try await consumer.receive(atMost: 10, waiting: .zero)
        #expect(again.ids == ["a:1", "a:2"])
        #expect(again.map(\.attempt) == [1, 1])
        try await consumer.settle(again)
        #expect(try await bench.broker.purge(.deadLetters, of: bench.group) == 1)
        #expect(try await bench.depth() == Depth(consumed: 3))
        await bench.broker.close()
    }

    @Test func `purging takes what waits and leaves what members have`() async throws {
        let bench = try await Bench()
        try await bench.publish("a:1", "a:2", "3", "4")
        let consumer = try await bench.join()
        let two = try await consumer.receive(atMost: 3, waiting: .zero)
        try await consumer.settle([two[2]], .retry(after: .seconds(60)))
        #expect(try await bench.broker.purge(.waiting, of: bench.group) == 2)
        #expect(try await bench.depth() == Depth(inFlight: 2, consumed: 2))
        try await consumer.settle(Array(two.prefix(2)))
        #expect(try await bench.depth() == Depth(consumed: 4))
        await bench.broker.close()
    }

    @Test func `a topic that was not declared is unroutable, and a queue is its own group`() async throws {
        let bench = try await Bench()
        let queue = try Topic("payments", kind: .queue)
        await #expect {
            try await bench.broker.publish([Bench.message("1")], to: queue)
        } throws: { ($0 as? MessagingFault)?.code == .unroutable }
        try await bench.broker.declare(queue)
        try await bench.broker.publish([Bench.message("1")], to: queue)
        let own = try ConsumerGroup(queue: "payments")
        #expect(try await bench.broker.depth(of: own) == Depth(ready: 1))
        #expect(try await bench.broker.groups() == [bench.group, own])
        await bench.broker.close()
        await #expect { try await bench.depth() } throws: { ($0 as? MessagingFault)?.code == .closed }
    }

    @Test func `a new group starts where it says`() async throws {
        let bench = try await Bench()
        try await bench.publish("1", "2")
        let end = try ConsumerGroup("end", of: bench.topic)
        let beginning = try ConsumerGroup("beginning", of: bench.topic)
        try await bench.broker.declare(end, startingAt: .end)
        try await bench.broker.declare(beginning, startingAt: .beginning)
        try await bench.publish("3")
        #expect(try await bench.broker.depth(of: end) == Depth(ready: 1))
        #expect(try await bench.broker.depth(of: beginning) == Depth(ready: 3))
        await bench.broker.close()
    }

    @Test func `everything is there after the file was closed and opened again`() async throws {
        let bench = try await Bench()
        try await bench.publish("a:1", "a:2", "3")
        let consumer = try await bench.join()
        let all = try await consumer.receive(atMost: 10, waiting: .zero)
        _ = try await consumer.settle([
            Settlement(all[0].receipt, .retry(after: .seconds(3))), Settlement(all[2].receipt, .ack),
        ])
        await bench.broker.close()
        let broker = try Bench.broker(bench.folder)
        #expect(try await broker.depth(of: bench.group) == Depth(ready: 1, delayed: 1, consumed: 1))
        let second = try await broker.join(bench.group, ConsumerSettings())
        let again = try await second.receive(atMost: 10, waiting: .seconds(10))
        #expect(again.ids == ["a:1", "a:2"])
        #expect(again.map(\.attempt) == [2, 1])
        await broker.close()
    }
}
