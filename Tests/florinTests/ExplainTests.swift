import JournalTestSupport
import PaymentCore
import Testing

@testable import florin

/// What `florin explain` prints.
@Suite("Explain")
struct ExplainTests {
    /// A payment that is authorized, captured twice, refunded, and whose rest expires.
    static func life() throws -> (builder: JournalBuilder, payment: PaymentID) {
        let builder = try JournalBuilder(keepsStates: true)
        try builder.open("rail:bank", "USD", .asset)
        try builder.open("wallet:alice", "USD")
        try builder.open("merchant:shop", "USD")
        _ = try builder.transfer("rail:bank", "wallet:alice", 10_000, "USD")
        let text = try PaymentText(
            order: "A-17\n\u{1B}[31m",
            description: "Two books and a very long sentence about them that cannot stand in one line",
            metadata: [(key: "shelf", value: "3")])
        builder.milliseconds += 1
        let id = try builder.pay(
            "wallet:alice", "merchant:shop", 1050, "USD", capture: .manual, text: text, expiresInSeconds: 3600)
        builder.milliseconds += 60_000
        try builder.perform(.confirm(ConfirmPayment(payment: id, amount: 400)), withKey: true)
        builder.milliseconds += 60_000
        try builder.perform(.confirm(ConfirmPayment(payment: id, amount: 250)))
        builder.milliseconds += 60_000
        try builder.perform(.refund(RefundPayment(payment: id, amount: 100)), withKey: true)
        builder.milliseconds += 3_600_000
        try builder.expireDue()
        return (builder, id)
    }

    static func text(_ id: ExplainedID, _ builder: JournalBuilder, isColoured: Bool = false) throws -> String {
        let (story, _) = try StoryCollector.story(of: id, from: builder.disk)
        let ink = Ink(isTerminal: isColoured, environment: [:])
        return StoryText(try #require(story), ink: ink).text
    }

    @Test func `the life of a payment`() throws {
        let (builder, id) = try ExplainTests.life()
        let text = try ExplainTests.text(.payment(id), builder)
        for (line, expected) in zip(Exports.lines(text), Exports.lines(ExplainTests.golden)) {
            #expect(line == expected)
        }
        #expect(text == ExplainTests.golden)
    }

    @Test(arguments: Seeds.range(default: 2))
    func `the balances before and after are those of the state at that position, and lines fit`(seed: UInt64) throws {
        let builder = try JournalBuilder(keepsStates: true)
        var history = RandomHistory(seed: seed)
        try history.run(commands: 250, on: builder)
        var explained = 0
        for wanted in ExplainTests.everything(in: builder) {
            let (story, _) = try StoryCollector.story(of: wanted, from: builder.disk)
            guard let story else { continue }
            explained += 1
            for step in story.steps {
                let position = Int(step.named.position.value)
                #expect(step.balances.count == 2)
                for change in step.balances {
                    let before = builder.states[position - 1].account(change.account)
                    let after = builder.states[position].account(change.account)
                    #expect(before?.balance == change.before && after?.balance == change.after)
                }
            }
            for line in Exports.lines(StoryText(story, ink: Ink(isTerminal: false, environment: [:])).text) {
                #expect(TextLayout.columns(of: line) <= 80, "seed \(seed): \(line)")
                #expect(line.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0 != "\u{202E}" && $0 != "\u{85}" })
            }
        }
        #expect(explained > 50)
    }

    @Test func `a decline shows what was there`() throws {
        let builder = try JournalBuilder()
        try builder.open("a", "KWD")
        try builder.open("b", "KWD")
        let id = try builder.pay("a", "b", 1500, "KWD")
        let text = try ExplainTests.text(.payment(id), builder)
        #expect(text.contains("│ Declined, insufficient_funds: 1.500 KWD were not available.\n"))
        #expect(text.contains("\ndecline code  insufficient_funds\n"))
        #expect(text.contains("│   unchanged        0.000        0.000        0.000        0.000\n"))
    }

    @Test func `the life of a transfer`() throws {
        let builder = try JournalBuilder()
        try builder.open("a", "JPY", .asset, overdraft: true)
        try builder.open("b", "JPY")
        let id = try builder.transfer("a", "b", 100, "JPY", pending: true, expiresInSeconds: 60, reference: "r\n")
        try builder.perform(.post(PostTransfer(transfer: id, amount: 30)), withKey: true)
        let other = try builder.transfer("a", "b", 5, "JPY")
        builder.milliseconds += 60_000
        try builder.expireDue()
        let text = try ExplainTests.text(.transfer(id), builder)
        #expect(text.contains("│ 100 JPY are held, to move from a to b until 2026-01-01T00:01:00.000Z.\n"))
        #expect(text.contains("│ 30 JPY of what was held moved; 70 JPY are still held.\n"))
        #expect(text.contains("│ The pending transfer ended by its time: 70 JPY are no longer held.\n"))
        #expect(text.contains("│ cause     a timer: its time was over\n"))
        #expect(text.contains("\nstatus        expired\namount        100 JPY\nposted        30 JPY\n"))
        #expect(text.hasSuffix("\nreference     r%0A"))
        #expect(try ExplainTests.text(.transfer(other), builder).contains("│ 5 JPY moved from a to b.\n"))
        let posted = TransferID(Position(id.position.value + 1))
        #expect(try StoryCollector.story(of: .transfer(posted), from: builder.disk).story == nil)
    }

    @Test func `colours only in a terminal that wants them`() throws {
        let (builder, id) = try ExplainTests.life()
        let plain = try ExplainTests.text(.payment(id), builder)
        let coloured = try ExplainTests.text(.payment(id), builder, isColoured: true)
        #expect(!plain.contains("\u{1B}") && coloured.contains("\u{1B}[1mpay_"))
        #expect(coloured.replacing(/\u{1B}\[[0-9]+m/, with: "") == plain)
        #expect(Ink(isTerminal: true, environment: [:]).isOn)
        #expect(Ink(isTerminal: true, environment: ["NO_COLOR": ""]).isOn)
        #expect(!Ink(isTerminal: true, environment: ["NO_COLOR": "1"]).isOn)
        #expect(!Ink(isTerminal: true, environment: ["TERM": "dumb"]).isOn)
        #expect(!Ink(isTerminal: false, environment: [:]).isOn)
    }

    @Test(
        arguments: [
            ("a bb ccc", 5, ["a bb", "ccc"]), ("", 5, [""]), ("abcdefgh", 3, ["abc", "def", "gh"]),
            ("a bcdefgh i", 3, ["a", "bcd", "efg", "h i"]), ("日本語", 4, ["日本", "語"]), ("a  b", 9, ["a  b"]),
        ] as [(String, Int, [String])])
    func `long texts are broken into lines`(text: String, width: Int, lines: [String]) {
        #expect(TextLayout.wrapped(text, width: width) == lines)
    }

    /// The ids of all payments and transfers of a random history, and of some that are none.
    static func everything(in builder: JournalBuilder) -> [ExplainedID] {
        let payments = (0..<builder.state.paymentCount).compactMap { number in
            builder.state.payment(PaymentNumber(UInt32(number))).map { ExplainedID.payment($0.id) }
        }
        let positions = stride(from: 1, through: builder.state.position.value, by: 3)
        return payments + positions.map { .transfer(TransferID(Position($0))) }
    }
}
