import JournalTestSupport
import PaymentCore
import Testing

@Suite("Transfer")
struct TransferTests {
    @Test(arguments: AccountKind.allCases, AccountKind.allCases)
    func `a balance counts on the account's normal side`(debit: AccountKind, credit: AccountKind) throws {
        var scene = Scene(empty: ())
        try scene.run(Commands.open("d", debit, overdraft: true))
        try scene.run(Commands.open("c", credit, overdraft: true))
        try scene.run(Commands.transfer("d", "c", 70))
        try scene.run(Commands.hold("d", "c", 5))
        let isDebitNormal = debit == .asset || debit == .expense
        let isCreditNormal = credit == .asset || credit == .expense
        #expect(scene.balance("d") == (isDebitNormal ? [70, 5, 0] : [-70, 0, 5]))
        #expect(scene.balance("c") == (isCreditNormal ? [-70, 0, 5] : [70, 5, 0]))
        #expect(scene.isBalanced)
    }

    @Test(arguments: AccountKind.allCases)
    func `only money that leaves an account needs to be there`(kind: AccountKind) throws {
        let isDebitNormal = kind == .asset || kind == .expense
        for overdraft in [false, true] {
            var scene = Scene(empty: ())
            try scene.run(Commands.open("a", kind, overdraft: overdraft))
            try scene.run(Commands.open("other", overdraft: true))
            let (out, into) = isDebitNormal ? (("other", "a"), ("a", "other")) : (("a", "other"), ("other", "a"))
            if overdraft {
                try scene.run(Commands.transfer(out.0, out.1, 1))
            } else {
                #expect(throws: Rejection.insufficientFunds) { try scene.run(Commands.transfer(out.0, out.1, 1)) }
            }
            try scene.run(Commands.transfer(into.0, into.1, 10))
            try scene.run(Commands.transfer(out.0, out.1, 9))
            #expect(scene.balance("a") == [overdraft ? 0 : 1, 0, 0])
        }
    }

    @Test func `available is what was posted less what is held back`() throws {
        var scene = try Scene()
        try scene.run(Commands.hold("alice", "acme", 300))
        try scene.run(Commands.hold("rail:bank", "alice", 50))
        let balance = try #require(scene.state.account(Commands.name("alice"))).balance
        #expect(balance.available == 700)
        #expect(throws: Rejection.insufficientFunds) { try scene.run(Commands.hold("alice", "acme", 701)) }
        try scene.run(Commands.hold("alice", "acme", 700))
    }

    @Test func `a pending transfer is looked up until it ends`() throws {
        var scene = try Scene()
        try scene.run(Commands.hold("alice", "acme", 300))
        let id = TransferID(Position(6))
        #expect(scene.state.pendingTransferCount == 1)
        try scene.run(Commands.post(6, 100))
        #expect(try #require(scene.state.pendingTransfer(id)) == (300, 100))
        try scene.run(Commands.void(6))
        #expect(scene.state.pendingTransfer(id) == nil && scene.state.pendingTransferCount == 0)
    }

    @Test func `moving the largest amount to and fro ends in a refusal, never in an overflow`() throws {
        let most = Money.maximumMinorUnits
        var scene = Scene(empty: ())
        try scene.run(Commands.open("a", overdraft: true))
        try scene.run(Commands.open("b", overdraft: true))
        var moves = 0
        while true {
            do {
                try scene.run(Commands.transfer("a", "b", most))
                try scene.run(Commands.transfer("b", "a", most))
                moves += 1
            } catch {
                #expect(error as? Rejection == .balanceOutOfRange)
                break
            }
        }
        // No side of an account counts beyond 2^61, so that differences of counters stay in range too.
        #expect(moves == Int((1 << 61) / most))
        #expect(scene.balance("a")[1...] == [0, 0] && scene.isBalanced)
        #expect(throws: Rejection.balanceOutOfRange) { try scene.run(Commands.hold("b", "a", most)) }
    }

    @Test func `what is pending stays in range, also where what was posted leaves more room`() throws {
        let most = Money.maximumMinorUnits
        var scene = Scene(empty: ())
        try scene.run(Commands.open("a", overdraft: true))
        try scene.run(Commands.open("b", overdraft: true))
        try scene.run(Commands.transfer("b", "a", most))
        try scene.run(Commands.hold("a", "b", most))
        #expect(throws: Rejection.balanceOutOfRange) { try scene.run(Commands.hold("a", "b", 1)) }
        try scene.run(Commands.transfer("a", "b", 1))
        #expect(scene.balance("b") == [1 - most, most, 0])
    }

    @Test func `holds that together exceed the range are refused before they could be posted`() throws {
        let most = Money.maximumMinorUnits
        var scene = Scene(empty: ())
        try scene.run(Commands.open("a", overdraft: true))
        try scene.run(Commands.open("b", overdraft: true))
        try scene.run(Commands.hold("a", "b", most))
        #expect(throws: Rejection.balanceOutOfRange) { try scene.run(Commands.hold("a", "b", 1)) }
        #expect(throws: Rejection.balanceOutOfRange) { try scene.run(Commands.transfer("a", "b", 1)) }
        // The other way there is room for as much.
        try scene.run(Commands.hold("b", "a", most))
        try scene.run(Commands.post(3))
        try scene.run(Commands.post(4))
        #expect(scene.balance("a") == [0, 0, 0] && scene.balance("b") == [0, 0, 0])
    }

    @Test func `events that cannot follow are faults`() throws {
        let scene = try Scene()
        try refuse(Events.posted(9, 1, 2, 1), .unknownHold, scene)
        try refuse(.holdVoided(Events.released(9, 1, 2, 1)), .unknownHold, scene)
        try refuse(
            .transferPosted(TransferPosted(posting: Events.posting(1, 9, 1), reference: nil)), .unknownAccount, scene)
        try refuse(.paymentCaptured(Events.moved(0, 1, 2, 1)), .counterOutOfRange, scene)
        try refuse(.paymentRefunded(Events.moved(0, 1, 2, 1)), .unknownPayment, scene)
        let opened = AccountOpened(
            number: AccountNumber(9), id: Commands.name("x"), currency: Commands.money(1).currency, kind: .asset,
            allowsOverdraft: false)
        try refuse(.accountOpened(opened), .outOfOrder, scene)
        var again = opened
        (again.number, again.id) = (AccountNumber(4), Commands.name("alice"))
        try refuse(.accountOpened(again), .outOfOrder, scene)
        var held = scene
        try held.run(Commands.hold("alice", "acme", 10))
        try refuse(Events.posted(6, 1, 2, 11), .exceedsRemaining, held)
        try refuse(.holdExpired(Events.released(6, 1, 2, 9)), .exceedsRemaining, held)
        var paid = scene
        try paid.run(Commands.pay(1, 10, .manual))
        try refuse(.paymentAuthorized(Events.moved(0, 1, 2, 10)), .exceedsRemaining, paid)
        try refuse(.paymentCancelled(Events.moved(0, 1, 2, 9)), .exceedsRemaining, paid)
        try refuse(.paymentRefunded(Events.moved(0, 2, 1, 1)), .exceedsRemaining, paid)
        try refuse(Events.requested(5, .manual), .outOfOrder, paid)
    }

    private func refuse(
        _ event: Event, _ fault: StateFault, _ scene: Scene, location: SourceLocation = #_sourceLocation
    ) throws {
        var state = scene.state
        #expect(throws: fault, sourceLocation: location) { try state.apply(event, at: Timestamp(milliseconds: 1)) }
    }
}
