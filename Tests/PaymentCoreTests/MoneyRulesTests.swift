import PaymentCore
import Testing

@Suite("Money rules")
struct MoneyRulesTests {
    @Test(arguments: TransferRules.accounts) func `opening accounts`(rule: Rule) throws { try check(rule) }
    @Test(arguments: TransferRules.atOnce) func `transfers at once`(rule: Rule) throws { try check(rule) }
    @Test(arguments: TransferRules.pending) func `pending transfers`(rule: Rule) throws { try check(rule) }
    @Test(arguments: PaymentRules.requests) func `requesting payments`(rule: Rule) throws { try check(rule) }
    @Test(arguments: PaymentRules.captures) func `confirming payments`(rule: Rule) throws { try check(rule) }
    @Test(arguments: PaymentRules.cancellations) func `cancelling payments`(rule: Rule) throws { try check(rule) }
    @Test(arguments: PaymentRules.refunds) func `refunding payments`(rule: Rule) throws { try check(rule) }

    @Test func `every rejection has its row`() {
        let all =
            TransferRules.accounts + TransferRules.atOnce + TransferRules.pending + PaymentRules.requests
            + PaymentRules.captures + PaymentRules.cancellations + PaymentRules.refunds
        var covered = Set(
            all.compactMap { rule -> Rejection? in
                guard case .rejected(let rejection) = rule.result else { return nil }
                return rejection
            })
        // Thrown where a value is made: see the suites of AccountID and Currency.
        covered.formUnion([rejection { try Currency("XAU") }, rejection { try Currency("AAA") }].compactMap(\.self))
        covered.formUnion([rejection { try Currency("DEM") }, rejection { try Currency("usd") }].compactMap(\.self))
        covered.formUnion([rejection { try AccountID("") }].compactMap(\.self))
        // Thrown by the engine: see its suites.
        let engines: Set<Rejection> = [.groupTooLarge, .idempotencyKeyReused, .linkedCommandFailed]
        #expect(covered.isDisjoint(with: engines))
        #expect(covered.union(engines) == Set(Rejection.allCases))
    }

    private func check(_ rule: Rule) throws {
        var scene = try Scene()
        for step in rule.scene {
            switch step {
            case .command(let command): try scene.run(command)
            case .wait(let seconds): scene.time += seconds * 1000
            case .expire: #expect(try !scene.expire().isEmpty)
            }
        }
        let before = try Image(of: scene.state)
        var events: [Event] = []
        let result: Rule.Result
        do {
            try scene.state.decide(rule.command, at: Timestamp(milliseconds: scene.time), into: &events)
            result = .events(events)
        } catch {
            result = .rejected(error)
            #expect(events.isEmpty)
        }
        #expect(result == rule.result)
        #expect(try Image(of: scene.state) == before, "deciding changed the state")
        try scene.apply(events)
        for (account, balance) in rule.balances {
            #expect(scene.balance(account) == balance, "\(account)")
        }
        #expect(scene.isBalanced)
    }

    private func rejection(_ body: () throws -> some Any) -> Rejection? {
        do {
            _ = try body()
            return nil
        } catch {
            return error as? Rejection
        }
    }
}
