import MessagingTestSupport
import Testing

@testable import Messaging

/// That clients get no message that somebody else may have by now.
@Suite("Lease desk in doubt")
struct LeaseDeskDoubtTests {
    private static let away = MessagingFault(.unavailable, "memory is away")

    @Test func `after a settling whose answer is lost, nothing is shown before the engine has said what it has`()
        async throws
    {
        try await DeskBench.with { bench in
            try await bench.publish(["a1", "a2"], key: "a")
            let head = try #require(try await bench.lease())
            try await bench.hold(2)
            bench.broker.failRenewing(LeaseDeskDoubtTests.away)
            bench.broker.failSettling(MessagingFault(.timeout, "memory did not answer"), butDone: true)
            let start = ContinuousClock.now
            let word = await refusal {
                _ = try await bench.desk.settle(head.receipt, .retry(after: .milliseconds(600)))
            }
            #expect(word == "timeout")
            bench.broker.failSettling(nil)
            // Not even to the next client, after the one that had it went away.
            await bench.desk.giveBack(head.receipt)
            try await bench.untilAway()
            bench.broker.failRenewing(nil)
            let again = try #require(try await bench.lease())
            #expect(ContinuousClock.now - start >= .milliseconds(600))
            #expect(again.message.id == "a1" && again.attempt == 2)
            try await bench.ack(again)
            let second = try #require(try await bench.lease())
            #expect(second.message.id == "a2" && second.attempt == 1)
            try await bench.ack(second)
            #expect(try await bench.depth() == Depth(consumed: 2))
        }
    }

    @Test func `what comes behind a message that was lost is not shown before it`() async throws {
        try await DeskBench.with { bench in
            try await bench.publish(["a1", "a2"], key: "a")
            let head = try #require(try await bench.lease())
            try await bench.hold(2)
            bench.broker.loseLeases(of: bench.queue)
            bench.broker.failRenewing(LeaseDeskDoubtTests.away)
            #expect(await refusal { _ = try await bench.desk.settle(head.receipt, .ack) } == "lost")
            try await bench.untilAway()
            bench.broker.failRenewing(nil)
            for id in ["a1", "a2"] {
                let message = try #require(try await bench.lease())
                #expect(message.message.id == id && message.attempt == 2)
                try await bench.ack(message)
            }
            #expect(try await bench.depth() == Depth(consumed: 2))
        }
    }

    @Test func `nor where the lease had ended by itself`() async throws {
        var settings = LeaseDeskSettings.patient
        settings.retry.attempts = 1
        var guarantees = Guarantees()
        guarantees.crashCount = .uncounted
        try await DeskBench.with(settings, guarantees) { bench in
            try await bench.publish(["a1", "a2"], key: "a")
            bench.broker.failSettling(LeaseDeskDoubtTests.away)
            #expect(try await bench.lease(.milliseconds(1))?.message.id == "a1")
            try await DeskBench.until { bench.broker.settleCalls > 0 }
            try await bench.hold(2)
            bench.broker.loseLeases(of: bench.queue)
            bench.broker.failRenewing(LeaseDeskDoubtTests.away)
            bench.broker.failSettling(nil)
            try await bench.untilAway()
            bench.broker.failRenewing(nil)
            for id in ["a1", "a2"] {
                let message = try #require(try await bench.lease())
                #expect(message.message.id == id && message.attempt == 1)
                try await bench.ack(message)
            }
            #expect(try await bench.depth() == Depth(consumed: 2))
        }
    }

    @Test func `a doubt that waiting does not mend ends the membership, until the next client`() async throws {
        try await DeskBench.with { bench in
            try await bench.publish(["a"])
            let message = try #require(try await bench.lease())
            bench.broker.failRenewing(MessagingFault(.denied, "memory does not let florin in"))
            bench.broker.failSettling(LeaseDeskDoubtTests.away)
            #expect(await refusal { try await bench.ack(message) } == "unavailable")
            // What it had goes back.
            try await DeskBench.until { bench.broker.members == 0 }
            bench.broker.failSettling(nil)
            bench.broker.failRenewing(nil)
            #expect(await refusal { try await bench.ack(message) } == "lost")
            let again = try #require(try await bench.lease())
            #expect(again.message.id == "a" && again.attempt == 1)
        }
    }

    @Test func `what was just settled is not taken for lost, and keeps its key in order`() throws {
        let now = ContinuousClock.now
        var line = LeaseLine(try ConsumerGroup(queue: "work"), .patient, keyedRetry: .engine)
        func delivery(_ number: UInt64) -> Delivery {
            Delivery(
                message: Message(id: "a\(number)", type: "", key: "a", body: []),
                receipt: Receipt(session: 1, number: number), attempt: 1)
        }
        line.beginRequest()
        line.add([delivery(1), delivery(2)])
        let receipt = LeaseReceipt()
        let head = line.lease(as: receipt, for: .seconds(1), at: now)
        #expect(head?.message.id == "a1")
        line.beginRequest()
        let begun = line.begin(receipt, .retry(after: .seconds(1)), at: now)
        let (disposition, told) = try #require(begun)
        #expect(told.map(\.receipt.number) == [1, 2])
        // The engine has done it, and says so to a renewal before it answers the settling; meanwhile it had sent one more.
        line.lose([delivery(1).receipt, delivery(2).receipt])
        line.add([delivery(3)])
        line.finish(receipt, disposition, told: told, at: now)
        let next = line.lease(as: LeaseReceipt(), for: .seconds(1), at: now)
        #expect(next?.message.id == nil)
        let work = line.takeWork()
        #expect(work.settlements == [Settlement(delivery(3).receipt, .release)])
    }
}
