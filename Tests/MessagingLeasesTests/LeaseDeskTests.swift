import BlockingIO
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
            try await withThrowingTaskGroup(of: LeasedMessage?.self) { clients in
                clients.addTask { try await bench.lease(waiting: .seconds(600)) }
                try await DeskBench.until { bench.desk.waiting == 1 }
                #expect(try await bench.lease(waiting: .zero) == nil)
                // The other one waits as before.
                #expect(bench.desk.waiting == 1)
                clients.cancelAll()
                for try await message in clients { #expect(message == nil) }
            }
            let start = ContinuousClock.now
            #expect(try await bench.lease(waiting: .seconds(1)) == nil)
            #expect(ContinuousClock.now - start >= .seconds(1))
        }
    }

    @Test func `a lease that ends counts as an attempt, in engines with every kind of lease`() async throws {
        for kind in [Guarantees.Lease.timed, .connection] {
            var guarantees = Guarantees()
            guarantees.lease = kind
            try await DeskBench.with(.patient, guarantees) { bench in
                try await bench.publish(["a"])
                let start = ContinuousClock.now
                let first = try #require(try await bench.lease(.milliseconds(300)))
                let second = try #require(try await bench.lease())
                #expect(ContinuousClock.now - start >= .milliseconds(300))
                #expect(second.message.id == "a" && second.attempt == 2 && second.receipt != first.receipt)
                #expect(await refusal { _ = try await bench.desk.settle(first.receipt, .ack) } == "lost")
                try await bench.ack(second)
                #expect(try await bench.depth().consumed == 1)
            }
        }
    }

    @Test func `a client's lease may be longer than the engine's`() async throws {
        var settings = LeaseDeskSettings.patient
        settings.engineLease = .milliseconds(300)
        // An engine that forgives late renewals: a busy machine cannot promise to be in time.
        var guarantees = Guarantees()
        guarantees.lease = .connection
        try await DeskBench.with(settings, guarantees) { bench in
            try await bench.publish(["a"])
            let start = ContinuousClock.now
            let message = try #require(try await bench.lease())
            try await DeskBench.until { bench.broker.renewCalls >= 5 }
            // Each after a third of the engine's lease.
            #expect(ContinuousClock.now - start >= .milliseconds(500))
            #expect(try await bench.lease(waiting: .zero) == nil)
            try await bench.ack(message)
            #expect(try await bench.depth().consumed == 1)
        }
    }

    @Test func `clients are served in the order of their asking`() async throws {
        try await DeskBench.with { bench in
            try await withThrowingTaskGroup(of: (Int, String?).self) { clients in
                for client in 0..<5 {
                    clients.addTask { (client, try await bench.lease()?.message.id) }
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
                for _ in 0..<20 { clients.addTask { _ = try? await bench.lease(waiting: .seconds(600)) } }
                try? await DeskBench.until { bench.desk.waiting == 20 }
                clients.cancelAll()
            }
            try await bench.publish(["a"])
            let message = try #require(try await bench.lease())
            #expect(message.message.id == "a" && message.attempt == 1)
            await bench.desk.giveBack(message.receipt)
            #expect(try await bench.lease()?.attempt == 1)
        }
    }

    @Test func `clients that come and go while messages come lose none`() async throws {
        try await DeskBench.with { bench in
            let count = 200
            let seen = Monitor<[String]>([])
            // Whoever has gone away before it got its message leaves no trace of itself: neither a lease nor an attempt.
            @Sendable func take(waiting: Duration) async throws -> Bool {
                guard let message = try await bench.lease(waiting: waiting) else { return false }
                #expect(message.attempt == 1)
                try await bench.ack(message)
                seen.withLock { $0.append(message.message.id) }
                return true
            }
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask {
                    for number in 0..<count { try await bench.publish(["\(number)"]) }
                }
                for _ in 0..<100 {
                    try await withThrowingTaskGroup(of: Void.self) { clients in
                        for _ in 0..<4 { clients.addTask { _ = try await take(waiting: .seconds(600)) } }
                        await Task.yield()
                        clients.cancelAll()
                        try await clients.waitForAll()
                    }
                }
                try await tasks.waitForAll()
            }
            try await DeskBench.until {
                while try await take(waiting: .zero) {}
                return try await bench.depth().waiting == 0
            }
            #expect(seen.withLock { $0.count } == count)
            #expect(Set(seen.withLock { $0 }).count == count)
            #expect(try await bench.depth() == Depth(consumed: count))
        }
    }

    @Test func `messages of a key come one after the other, through retries, wherever those wait`() async throws {
        for kind in [Guarantees.KeyedRetry.engine, .member] {
            var guarantees = Guarantees()
            guarantees.keyedRetry = kind
            try await DeskBench.with(.patient, guarantees) { bench in
                try await bench.publish(["a1", "a2"], key: "a")
                try await bench.publish(["b1"], key: "b")
                let head = try #require(try await bench.lease())
                let other = try #require(try await bench.lease())
                #expect(head.message.id == "a1" && other.message.id == "b1")
                // Nobody gets the second, which the desk has, while the first is leased or waits for its retry.
                try await bench.hold(3)
                let start = ContinuousClock.now
                _ = try await bench.desk.settle(head.receipt, .retry(after: .milliseconds(600)))
                let again = try #require(try await bench.lease())
                #expect(ContinuousClock.now - start >= .milliseconds(600))
                #expect(again.message.id == "a1" && again.attempt == 2, "\(kind)")
                try await bench.hold(3)
                try await bench.ack(again)
                let second = try #require(try await bench.lease())
                #expect(second.message.id == "a2" && second.attempt == 1)
                try await bench.ack(second)
                try await bench.ack(other)
                #expect(try await bench.depth() == Depth(consumed: 3))
            }
        }
    }

    @Test func `a message that is leased too often, or retried too often, or none, is a dead letter`() async throws {
        var settings = LeaseDeskSettings.patient
        settings.retry.attempts = 2
        try await DeskBench.with(settings) { bench in
            try await bench.publish(["expires"])
            bench.broker.addMalformed(bench.queue, reason: "no UTF-8")
            try await bench.publish(["retries", "refused"])
            for attempt in 1...2 {
                let message = try #require(try await bench.lease(.milliseconds(50)))
                #expect(message.message.id == "expires" && message.attempt == attempt)
                try await DeskBench.until { try await bench.depth().inFlight == 0 }
            }
            for attempt in 1...2 {
                let message = try #require(try await bench.lease())
                #expect(message.message.id == "retries" && message.attempt == attempt)
                let end = try await bench.desk.settle(message.receipt, .retry(after: nil)).disposition
                if attempt == 2 { guard case .deadLetter = end else { Issue.record("\(end)"); return } }
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
