import MessagingTestSupport
import Testing

@testable import Messaging

/// What clients see of a desk.
@Suite("Lease desk")
struct LeaseDeskTests {
    @Test func `a message is leased, acknowledged and gone`() async throws {
        try await DeskBench.with { bench in
            try await bench.publish(["a", "b"])
            let first = try #require(try await bench.lease())
            #expect(first.message.id == "a" && first.attempt == 1 && first.group == bench.queue)
            #expect(try await bench.depth().inFlight == 1)
            #expect(try await bench.desk.settle(first.receipt, .ack).disposition == .ack)
            let depth = try await bench.depth()
            #expect(depth.consumed == 1 && depth.ready == 1 && depth.inFlight == 0)
            #expect(await refusal { _ = try await bench.desk.settle(first.receipt, .ack) } == "lost")
            #expect(try await bench.lease()?.message.id == "b")
        }
    }

    @Test func `an empty queue gives nothing, soon for those who do not wait`() async throws {
        try await DeskBench.with { bench in
            let clock = ContinuousClock()
            var message: LeasedMessage?
            let short = try await clock.measure { message = try await bench.lease(waiting: .zero) }
            #expect(message?.receipt == nil && short < .seconds(8))
            let long = try await clock.measure { message = try await bench.lease(waiting: .seconds(1)) }
            #expect(message?.receipt == nil)
            #expect(long >= .seconds(1) && long < .seconds(9))
        }
    }

    @Test func `a lease that ends counts as an attempt, in engines with every kind of lease`() async throws {
        for kind in [Guarantees.Lease.timed, .connection] {
            var guarantees = Guarantees()
            guarantees.lease = kind
            try await DeskBench.with(LeaseDeskSettings(), guarantees) { bench in
                try await bench.publish(["a"])
                let first = try #require(try await bench.lease(.milliseconds(300)))
                #expect(try await bench.lease(waiting: .zero) == nil)
                let second = try #require(try await bench.lease())
                #expect(second.message.id == "a" && second.attempt == 2 && second.receipt != first.receipt)
                #expect(await refusal { _ = try await bench.desk.settle(first.receipt, .ack) } == "lost")
                _ = try await bench.desk.settle(second.receipt, .ack)
                #expect(try await bench.depth().consumed == 1)
            }
        }
    }

    @Test func `a client's lease may be longer than the engine's`() async throws {
        try await DeskBench.with(LeaseDeskSettings(engineLease: .seconds(2))) { bench in
            try await bench.publish(["a"])
            let message = try #require(try await bench.lease(.seconds(30)))
            #expect(try await bench.lease(waiting: .seconds(4)) == nil)
            _ = try await bench.desk.settle(message.receipt, .ack)
            #expect(try await bench.depth().consumed == 1)
        }
    }

    @Test func `clients are served in the order of their asking`() async throws {
        try await DeskBench.with { bench in
            try await withThrowingTaskGroup(of: (Int, String?).self) { clients in
                for client in 0..<5 {
                    clients.addTask { (client, try await bench.lease(waiting: .seconds(10))?.message.id) }
                    try await DeskBench.until { bench.desk.waiting == client + 1 }
                }
                try await bench.publish((0..<5).map { "\($0)" })
                for try await (client, id) in clients { #expect(id == "\(client)") }
            }
            // All of them through one member.
            #expect(bench.broker.members == 1)
        }
    }

    @Test func `a client that goes away takes no message with it`() async throws {
        try await DeskBench.with { bench in
            await withTaskGroup(of: Void.self) { clients in
                for _ in 0..<20 { clients.addTask { _ = try? await bench.lease(waiting: .seconds(10)) } }
                try? await DeskBench.until { bench.desk.waiting == 20 }
                clients.cancelAll()
            }
            try await bench.publish(["a"])
            let message = try #require(try await bench.lease(.seconds(5)))
            #expect(message.message.id == "a" && message.attempt == 1)
            await bench.desk.giveBack(message.receipt)
            #expect(try await bench.lease()?.attempt == 1)
        }
    }

    @Test func `clients that come and go while messages come lose none`() async throws {
        try await DeskBench.with { bench in
            let count = 200
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask {
                    for number in 0..<count { try await bench.publish(["\(number)"]) }
                }
                for _ in 0..<100 {
                    await withTaskGroup(of: Void.self) { clients in
                        for _ in 0..<4 { clients.addTask { _ = try? await bench.lease(.milliseconds(50)) } }
                        await Task.yield()
                        clients.cancelAll()
                    }
                }
                try await tasks.waitForAll()
            }
            var seen: Set<String> = []
            while try await bench.depth().waiting > 0 {
                guard let message = try await bench.lease(waiting: .seconds(1)) else { continue }
                _ = try await bench.desk.settle(message.receipt, .ack)
                seen.insert(message.message.id)
            }
            #expect(seen.count == count)
            #expect(try await bench.depth() == Depth(consumed: count))
        }
    }

    @Test func `messages of a key come one after the other, through retries, wherever those wait`() async throws {
        for kind in [Guarantees.KeyedRetry.engine, .member] {
            var guarantees = Guarantees()
            guarantees.keyedRetry = kind
            try await DeskBench.with(LeaseDeskSettings(), guarantees) { bench in
                try await bench.publish(["a1", "a2"], key: "a")
                try await bench.publish(["b1"], key: "b")
                let head = try #require(try await bench.lease())
                let other = try #require(try await bench.lease())
                #expect(head.message.id == "a1" && other.message.id == "b1")
                // Nobody gets the second while the first is leased or waits for its retry.
                #expect(try await bench.lease(waiting: .milliseconds(300)) == nil)
                _ = try await bench.desk.settle(head.receipt, .retry(after: .milliseconds(600)))
                #expect(try await bench.lease(waiting: .milliseconds(200)) == nil)
                let again = try #require(try await bench.lease())
                #expect(again.message.id == "a1" && again.attempt == 2, "\(kind)")
                _ = try await bench.desk.settle(again.receipt, .ack)
                let second = try #require(try await bench.lease())
                #expect(second.message.id == "a2" && second.attempt == 1)
                _ = try await bench.desk.settle(second.receipt, .ack)
                _ = try await bench.desk.settle(other.receipt, .ack)
                #expect(try await bench.depth() == Depth(consumed: 3))
            }
        }
    }

    @Test func `a message that is leased too often, or retried too often, or none, is a dead letter`() async throws {
        let settings = LeaseDeskSettings(retry: RetryPolicy(attempts: 2, firstDelay: .zero))
        try await DeskBench.with(settings) { bench in
            try await bench.publish(["expires"])
            bench.broker.addMalformed(bench.queue, reason: "no UTF-8")
            try await bench.publish(["retries", "refused"])
            for id in ["expires", "retries"] {
                for attempt in 1...2 {
                    let message = try #require(try await bench.lease(.milliseconds(100)))
                    #expect(message.message.id == id && message.attempt == attempt)
                    if id == "expires" {
                        try await DeskBench.until { try await bench.depth().inFlight == 0 }
                    } else {
                        let end = try await bench.desk.settle(message.receipt, .retry(after: nil)).disposition
                        if attempt == 2 { guard case .deadLetter = end else { Issue.record("\(end)"); return } }
                    }
                }
            }
            let last = try #require(try await bench.lease())
            _ = try await bench.desk.settle(last.receipt, .deadLetter(reason: "no such account"))
            try await DeskBench.until { try await bench.depth().dead == 4 }
            let letters = try await bench.broker.deadLetters(of: bench.queue, after: nil, limit: 10)
            let reasons = Dictionary(letters.map { ($0.message.id, $0.reason) }) { first, _ in first }
            #expect(reasons["bad"] == "no UTF-8" && reasons["refused"] == "no such account")
            #expect(reasons["expires"] == "given up after 2 attempts: its lease ended")
            #expect(reasons["retries"] == "given up after 2 attempts: its consumer asked for another")
        }
    }
}
