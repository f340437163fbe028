import JournalTestSupport
import PaymentCore
import Testing

@Suite("Payment")
struct PaymentTests {
    /// One step of a payment's life and where it stands then: status, captured, refunded.
    typealias Life = [(step: Rule.Step, status: PaymentStatus, captured: Int64, refunded: Int64)]

    @Test func `an automatic payment is captured at once and refunded in parts`() throws {
        try live([
            (.pay(1, 400), .captured, 400, 0),
            (.refund(1, 1), .partiallyRefunded, 400, 1),
            (.refund(1, 100), .partiallyRefunded, 400, 101),
            (.refund(1), .refunded, 400, 400),
        ])
    }

    @Test func `a manual payment is authorized, captured in parts, then refunded`() throws {
        try live([
            (.pay(1, 400, .manual), .authorized, 0, 0),
            (.confirm(1, 100), .partiallyCaptured, 100, 0),
            (.confirm(1, 200), .partiallyCaptured, 300, 0),
            (.confirm(1), .captured, 400, 0),
            (.refund(1, 400), .refunded, 400, 400),
        ])
    }

    @Test func `a refund while a part is held shows once nothing is held any more`() throws {
        try live([
            (.pay(1, 400, .manual), .authorized, 0, 0),
            (.confirm(1, 100), .partiallyCaptured, 100, 0),
            (.refund(1, 100), .partiallyCaptured, 100, 100),
            (.confirm(1, 100), .partiallyCaptured, 200, 100),
            (.confirm(1), .partiallyRefunded, 400, 100),
            (.refund(1), .refunded, 400, 400),
        ])
    }

    @Test func `cancelling before a capture ends as cancelled, after one as captured`() throws {
        try live([(.pay(1, 400, .manual), .authorized, 0, 0), (.cancel(1), .cancelled, 0, 0)])
        try live([
            (.pay(1, 400, .manual), .authorized, 0, 0),
            (.confirm(1, 100), .partiallyCaptured, 100, 0),
            (.cancel(1), .captured, 100, 0),
            (.refund(1), .refunded, 100, 100),
        ])
    }

    @Test func `expiring before a capture ends as expired, after one as captured`() throws {
        try live([
            (.pay(1, 400, .manual, seconds: 60), .authorized, 0, 0), (.wait(60), .authorized, 0, 0),
            (.expire, .expired, 0, 0),
        ])
        try live([
            (.pay(1, 400, .manual, seconds: 60), .authorized, 0, 0), (.confirm(1, 100), .partiallyCaptured, 100, 0),
            (.refund(1), .partiallyCaptured, 100, 100), (.wait(60), .partiallyCaptured, 100, 100),
            (.expire, .refunded, 100, 100),
        ])
    }

    @Test func `a declined payment stays declined`() throws {
        var scene = try live([(.pay(1, 1001), .declined, 0, 0)])
        #expect(scene.payment(1)?.declineCode == .insufficientFunds)
        #expect(scene.payment(1)?.declineCode?.name == "insufficient_funds")
        try scene.run(Commands.transfer("rail:bank", "alice", 5000))
        #expect(scene.payment(1)?.status == .declined)
        try scene.run(Commands.pay(2, 1001))
        #expect(scene.payment(2)?.status == .captured)
    }

    @Test func `authorizations expire in the order of their moments, and not before`() throws {
        var scene = try Scene()
        try scene.run(Commands.pay(1, 10, .manual, seconds: 30))
        try scene.run(Commands.hold("alice", "acme", 20, seconds: 20))
        try scene.run(Commands.pay(2, 30, .manual, seconds: 20))
        try scene.run(Commands.hold("alice", "acme", 40))
        #expect(scene.state.nextExpiry()?.time == Timestamp(milliseconds: 1_020_000))
        scene.time = 1_019_999
        #expect(try scene.expire().isEmpty)
        scene.time = 1_030_000
        let expected: [Event] = [
            .holdExpired(Events.released(8, 1, 2, 20)), .paymentExpired(Events.moved(1, 1, 2, 30)),
            .paymentExpired(Events.moved(0, 1, 2, 10)),
        ]
        #expect(try scene.expire() == expected)
        #expect(scene.state.nextExpiry() == nil)
        #expect(scene.balance("alice") == [1000, 0, 40])
    }

    @Test func `nothing that has ended otherwise expires, nor anything before its time`() throws {
        var scene = try Scene()
        try scene.run(Commands.pay(1, 10, .manual, seconds: 30))
        let next = scene.state.nextExpiry()
        let due = try #require(next)
        var events: [Event] = []
        scene.state.decide(due, at: Timestamp(milliseconds: 1_029_999), into: &events)
        #expect(events.isEmpty)
        try scene.run(Commands.confirm(1))
        scene.state.decide(due, at: Timestamp(milliseconds: 1_030_000), into: &events)
        #expect(events.isEmpty)
        #expect(scene.state.nextExpiry() == nil)
    }

    @Test func `a payment says what was asked for and when it changed`() throws {
        var scene = try Scene()
        let text = try PaymentText(order: "o-1", description: "words", metadata: [("k", "v")])
        try scene.run(Commands.pay(1, 400, .manual, seconds: 60, text: text))
        scene.time += 5
        try scene.run(Commands.confirm(1, 1))
        let payment = try #require(scene.payment(1))
        #expect(payment.id == Commands.id(1) && payment.amount == Commands.money(400) && payment.text == text)
        #expect(payment.payer == Commands.name("alice") && payment.payee == Commands.name("acme"))
        #expect(payment.method == .wallet && payment.capture == .manual && payment.declineCode == nil)
        #expect(payment.createdAt.milliseconds == 1_000_000 && payment.updatedAt.milliseconds == 1_000_005)
        #expect(payment.expiresAt == Timestamp(milliseconds: 1_060_000))
        #expect(scene.state.payment(PaymentNumber(0)) == payment && scene.state.payment(PaymentNumber(1)) == nil)
        #expect(scene.state.progress(PaymentNumber(0))?.captured == 1 && scene.state.progress(PaymentNumber(1)) == nil)
    }

    @Test func `the life cycles above reach every status but those of outside rails`() throws {
        var seen: Set<PaymentStatus> = []
        let lives: [[Rule.Step]] = [
            [.pay(1, 400), .refund(1, 1), .refund(1)], [.pay(1, 1001)],
            [.pay(1, 4, .manual), .confirm(1, 1), .cancel(1)],
            [.pay(1, 4, .manual), .cancel(1)], [.pay(1, 4, .manual, seconds: 1), .wait(1), .expire],
        ]
        for life in lives {
            var scene = try Scene()
            for step in life {
                try take(step, in: &scene)
                seen.insert(try #require(scene.payment(1)).status)
            }
        }
        #expect(seen.union([.requested, .failed, .inDoubt]) == Set(PaymentStatus.allCases))
    }

    @discardableResult
    private func live(_ life: Life, location: SourceLocation = #_sourceLocation) throws -> Scene {
        var scene = try Scene()
        for (index, moment) in life.enumerated() {
            try take(moment.step, in: &scene)
            let payment = try #require(scene.payment(1), sourceLocation: location)
            let isRight =
                payment.status == moment.status && payment.captured == moment.captured
                && payment.refunded == moment.refunded
            #expect(isRight, "after step \(index): \(payment)", sourceLocation: location)
            #expect(scene.isBalanced, sourceLocation: location)
        }
        return scene
    }

    private func take(_ step: Rule.Step, in scene: inout Scene) throws {
        switch step {
        case .command(let command): try scene.run(command)
        case .wait(let seconds): scene.time += seconds * 1000
        case .expire: #expect(try !scene.expire().isEmpty)
        }
    }
}
