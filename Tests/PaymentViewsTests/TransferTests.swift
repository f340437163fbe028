import JournalTestSupport
import PaymentCore
import PaymentViews
import Testing

@Suite("Transfers in the views")
struct TransferTests {
    /// `bank` (number 0) and `alice` (1); the first transfer is at position 3.
    static func history() throws -> History {
        var history = History()
        try history.run(Commands.open("bank", .asset, overdraft: true))
        try history.run(Commands.open("alice"))
        return history
    }

    static func transfer(_ history: History, _ position: UInt64 = 3) async throws -> TransferView? {
        let views = try Views()
        return try await views.filled(history).reader.transfer(TransferID(Position(position))).value
    }

    @Test func `a transfer at once is posted`() async throws {
        var history = try TransferTests.history()
        try history.run(Commands.transfer("bank", "alice", 50, reference: "salary"))
        try history.seal()
        let view = try #require(try await TransferTests.transfer(history))
        #expect(view.status == .posted && view.posted == 50 && view.reference == "salary" && view.expiresAt == nil)
        #expect(view.debit.description == "bank" && view.credit.description == "alice")
        #expect(view.amount == Commands.money(50) && view.createdAt == view.updatedAt)
    }

    @Test func `a pending transfer is posted in parts and voided`() async throws {
        var history = try TransferTests.history()
        try history.run(Commands.hold("bank", "alice", 50, seconds: 10))
        try history.seal()
        var view = try #require(try await TransferTests.transfer(history))
        #expect(view.status == .pending && view.posted == 0)
        #expect(view.expiresAt == Timestamp(milliseconds: 1_010_000))
        history.time += 5
        try history.run(Commands.post(3, 20))
        try history.seal()
        view = try #require(try await TransferTests.transfer(history))
        #expect(view.status == .pending && view.posted == 20 && view.updatedAt.milliseconds == 1_000_005)
        try history.run(Commands.void(3))
        try history.seal()
        view = try #require(try await TransferTests.transfer(history))
        #expect(view.status == .voided && view.posted == 20)
        #expect(try await TransferTests.transfer(history, 4) == nil, "a part is no transfer of its own")
    }

    @Test func `a pending transfer ends posted when all of it was, and expired when its time is over`() async throws {
        var history = try TransferTests.history()
        try history.run(Commands.hold("bank", "alice", 50, seconds: 10))
        try history.run(Commands.hold("bank", "alice", 60, seconds: 10))
        try history.run(Commands.post(3, 20))
        try history.run(Commands.post(3))
        try history.seal()
        history.time += 10_000
        try history.expire()
        try history.seal()
        let first = try await TransferTests.transfer(history)
        let second = try await TransferTests.transfer(history, 4)
        #expect(first?.status == .posted && first?.posted == 50)
        #expect(second?.status == .expired && second?.posted == 0)
        #expect(try await TransferTests.transfer(history, 1) == nil, "an account is no transfer")
        #expect(try await TransferTests.transfer(history, .max) == nil)
    }
}
