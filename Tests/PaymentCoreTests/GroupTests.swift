import JournalTestSupport
import PaymentCore
import Testing

@Suite("Group")
struct GroupTests {
    /// One command of every kind, from a scene with payments 1 (partly captured) and 2 (captured) and holds 6 and 7.
    static let commands: [Command] = [
        Commands.open("bob", .equity), Commands.transfer("alice", "acme", 5),
        Commands.hold("alice", "acme", 5, seconds: 9),
        Commands.post(6), Commands.post(7, 1), Commands.void(6), Commands.pay(3, 5), Commands.pay(3, 5, .manual),
        Commands.pay(3, 100_000), Commands.confirm(1, 1), Commands.confirm(1), Commands.cancel(1),
        Commands.refund(1, 1),
        Commands.refund(2),
    ]

    private static func scene() throws -> Scene {
        var scene = try Scene()
        try scene.run(Commands.hold("alice", "acme", 10, seconds: 60))
        try scene.run(Commands.hold("alice", "acme", 20))
        try scene.run(Commands.pay(1, 30, .manual, seconds: 90, text: try PaymentText(order: "one")))
        try scene.run(Commands.confirm(1, 5))
        try scene.run(Commands.pay(2, 40, text: try PaymentText(order: "two")))
        return scene
    }

    @Test func `groups that are rolled back leave nothing behind that grows`() throws {
        var scene = try Self.scene()
        for _ in 0..<2000 {
            scene.state.beginGroup()
            try scene.run(Commands.confirm(1, 1))
            try scene.run(Commands.hold("alice", "acme", 5, seconds: 9000))
            scene.state.rollBackGroup()
        }
        #expect(scene.state.expiryNoteCount < 1100)
    }

    @Test(arguments: commands.indices)
    func `rolling back takes back every kind of command`(index: Int) throws {
        var scene = try Self.scene()
        let before = try Image(of: scene.state)
        scene.state.beginGroup()
        scene.time += 3
        try scene.run(Self.commands[index])
        #expect(try Image(of: scene.state) != before)
        scene.state.rollBackGroup()
        #expect(try Image(of: scene.state) == before)
        // And it can be done again, outside a group, with the same events as in a state that never knew the group.
        var other = try Self.scene()
        other.time += 3
        #expect(try scene.run(Self.commands[index]) == other.run(Self.commands[index]))
        #expect(try Image(of: scene.state) == Image(of: other.state))
    }

    @Test func `committing keeps everything, and a later roll-back takes back nothing`() throws {
        var (scene, other) = (try Self.scene(), try Self.scene())
        scene.state.beginGroup()
        for command in [Self.commands[0], Self.commands[1], Self.commands[6]] {
            try scene.run(command)
            try other.run(command)
        }
        scene.state.commitGroup()
        scene.state.rollBackGroup()
        #expect(try Image(of: scene.state) == Image(of: other.state))
    }

    @Test func `many changes of one account, hold and payment go back to the first value`() throws {
        var scene = try Self.scene()
        let before = try Image(of: scene.state)
        scene.state.beginGroup()
        for amount in Int64(1)...5 {
            try scene.run(Commands.post(6, 1))
            try scene.run(Commands.confirm(1, amount))
            try scene.run(Commands.refund(2, amount))
            try scene.run(Commands.pay(UInt64(10 + amount), amount, text: try PaymentText(order: "o\(amount)")))
        }
        try scene.run(Commands.void(6))
        scene.state.rollBackGroup()
        #expect(try Image(of: scene.state) == before)
        #expect(
            scene.payment(11) == nil && scene.payment(1)?.text.order == "one" && scene.payment(2)?.text.order == "two")
    }

    @Test func `what was ended inside a group that is rolled back still expires`() throws {
        var scene = try Self.scene()
        scene.state.beginGroup()
        try scene.run(Commands.void(6))
        try scene.run(Commands.cancel(1))
        #expect(scene.state.nextExpiry() == nil)
        scene.state.rollBackGroup()
        #expect(scene.state.nextExpiry()?.subject == .transfer(TransferID(Position(6))))
        scene.time += 90_000
        #expect(
            try scene.expire() == [
                .holdExpired(Events.released(6, 1, 2, 10)), .paymentExpired(Events.moved(0, 1, 2, 25)),
            ])
    }

    @Test func `what was held inside a group that is rolled back never expires`() throws {
        var scene = try Scene()
        scene.state.beginGroup()
        try scene.run(Commands.hold("alice", "acme", 10, seconds: 60))
        try scene.run(Commands.pay(1, 10, .manual, seconds: 60))
        scene.state.rollBackGroup()
        #expect(scene.state.nextExpiry() == nil)
        // Another hold in the same place has its own end.
        try scene.run(Commands.hold("alice", "acme", 10, seconds: 90))
        #expect(scene.state.nextExpiry()?.time == Timestamp(milliseconds: 1_090_000))
    }

    @Test func `a roll-back across many chunks of accounts, payments and texts restores them`() throws {
        var scene = try Scene()
        for number in UInt64(0)..<4090 { try scene.run(Commands.pay(number, 1000 + 1, text: words(number))) }
        let before = try Image(of: scene.state)
        scene.state.beginGroup()
        for number in UInt64(5000)..<5300 {
            try scene.run(Commands.open("account:\(number)"))
            try scene.run(Commands.pay(number, 1000 + 1, text: words(number)))
        }
        scene.state.rollBackGroup()
        #expect(try Image(of: scene.state) == before)
        #expect(scene.payment(4089)?.text == words(4089) && scene.payment(5000) == nil && scene.state.accountCount == 4)
    }

    private func words(_ number: UInt64) -> PaymentText {
        (try? PaymentText(order: "o\(number)", description: String(repeating: "x", count: Int(number) % 1000))) ?? .none
    }
}
