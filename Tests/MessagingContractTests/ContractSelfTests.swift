import Messaging
import MessagingContract
import Testing

/// The suite judged by brokers whose faults are known.
@Suite("Messaging contract, judging itself")
struct ContractSelfTests {
    private static func subject(_ flaw: DebugBroker.Flaw? = nil, isWeak: Bool = false) -> ContractSubject {
        let engine = DebugEngine(flaw: flaw, isWeak: isWeak)
        return ContractSubject(
            isWeak ? "Weak" : "Debug", spansProcesses: false, hasProcess: false, open: { _, _ in DebugBroker(engine) },
            server: { _ in DebugServer() })
    }

    @Test(arguments: ContractCase.all.filter { $0.need == .nothing })
    func `a right broker passes every case`(_ one: ContractCase) async throws {
        try await ContractTrial(one, of: Self.subject()).run()
    }

    @Test(arguments: ContractCase.all.filter { $0.need == .nothing })
    func `a weak broker that says so passes every case`(_ one: ContractCase) async throws {
        try await ContractTrial(one, of: Self.subject(isWeak: true)).run()
    }

    @Test(arguments: [
        (DebugBroker.Flaw.loses, "overlapping calls of publish lose nothing"),
        (.reorders, "a large array arrives complete"),
        (.repeats, "what is acknowledged never comes again"),
        (.hurries, "a retry is never early"),
        (.miscounts, "attempts are counted exactly"),
        (.overflows, "never more than asked for"),
        (.mixesKeys, "no member gets a message of a key while another"),
        (.hidesLostLeases, "a lease that ends"),
        (.countsWrongly, "the depth is split"),
        (.forgetsDeadLetters, "a dead letter has the message"),
    ])
    func `a broker with a flaw fails the case that is there for it`(_ flaw: DebugBroker.Flaw, _ sentence: String)
        async throws
    {
        let one = try #require(ContractCase.all.first { $0.name.hasPrefix(sentence) })
        await #expect(throws: ContractViolation.self) {
            try await Patience.$standard.withValue(.seconds(3)) {
                try await ContractTrial(one, of: Self.subject(flaw)).run()
            }
        }
    }

    @Test func `the judge of processes finds what is overtaken, and what comes after its end`() throws {
        var judge = MemberJudge()
        judge.add([(1, .received(id: "a/0", attempt: 1)), (4, .settling(id: "a/0")), (5, .settled(id: "a/0"))], 0)
        judge.add([(6, .received(id: "a/1", attempt: 1))], 1)
        try judge.judge(order: .perKey)
        var overtaken = judge
        overtaken.add([(2, .received(id: "a/2", attempt: 1))], 1)
        #expect(throws: ContractViolation.self) { try overtaken.judge(order: .perKey) }
        try overtaken.judge(order: .perKeyWithinMember)
        judge.add([(7, .received(id: "a/0", attempt: 2))], 1)
        #expect(throws: ContractViolation.self) { try judge.judge(order: .perKeyWithinMember) }
    }
}
