import JournalTestSupport
import PaymentCore

/// A random life of many accounts in currencies with 0, 2, 3 and 4 decimals, over some months.
struct RandomHistory {
    static let currencies = ["JPY", "USD", "KWD", "CLF"]

    /// Ids that other programs would not read as they are, or would take for one another.
    static let awkwardIDs = [
        "wallet:alice", "wallet:Alice", "Wallet:alice", "wallet", "wallet:alice:sub", "a::b", "a:_:b", ":a", "a:", ":",
        "::", "_", "__",
        "___", "a:__:b", "-", "--", ".", "..", "x", "X", "x-0", "X-0", "x--0", "x.0", "x_0", "x-2E", "x-2e", "x-0a",
        "x-0A", "a-b", "a.b", "a_b",
        "A-b", "0", "007:bond", "-5", "2026-01-01", "Assets", "assets:cash", "equity", "Liabilities:_", "x..y",
        String(repeating: "q", count: 128), String(repeating: ":", count: 127), "alias", "fees:card", "rail:bank.main",
    ]

    private var random: SeededGenerator
    private let texts: [String]
    private var paymentCount: UInt64 = 0

    /// Creates a history.
    /// - Parameters:
    ///   - seed: which one
    ///   - texts: the words of the clients
    init(seed: UInt64, texts: [String] = AwkwardText.all) {
        random = SeededGenerator(seed: seed)
        self.texts = texts
    }

    /// Opens accounts and does commands; many of them are refused.
    mutating func run(commands: Int, on builder: JournalBuilder) throws {
        for index in RandomHistory.awkwardIDs.indices {
            try builder.open(
                RandomHistory.awkwardIDs[index], RandomHistory.currencies[index % 4],
                AccountKind.allCases[index / 4 % 5], overdraft: index % 3 > 0)
        }
        for _ in 0..<commands {
            builder.milliseconds += Int64.random(
                in: random.chance(oneIn: 10) ? 0...172_800_000 : 0...600_000, using: &random)
            let command = try command(builder.state)
            try builder.perform(command, withKey: random.chance(oneIn: 2))
        }
    }

    private mutating func command(_ state: State) throws -> Command {
        switch Int.random(in: 0..<16, using: &random) {
        case 0...4: return try transfer(pending: false)
        case 5, 6: return try transfer(pending: true)
        case 7: return .post(PostTransfer(transfer: transferID(state), amount: part()))
        case 8: return .void(VoidTransfer(transfer: transferID(state)))
        case 9...11: return try payment()
        case 12, 13: return .confirm(ConfirmPayment(payment: paymentID(), amount: part()))
        case 14: return .cancel(CancelPayment(payment: paymentID()))
        default: return .refund(RefundPayment(payment: paymentID(), amount: part()))
        }
    }

    private mutating func transfer(pending: Bool) throws -> Command {
        let (debit, credit, currency) = try accounts()
        return .transfer(
            TransferRequest(
                debit: debit, credit: credit, amount: Money(amount(), currency), pending: pending,
                expiresInSeconds: random.chance(oneIn: 2) ? nil : Int64.random(in: 1...400_000, using: &random),
                reference: random.chance(oneIn: 2) ? nil : text()))
    }

    private mutating func payment() throws -> Command {
        let (payer, payee, currency) = try accounts()
        paymentCount += 1
        let words = try PaymentText(
            order: random.chance(oneIn: 5) ? nil : text(), description: text(),
            metadata: [(key: "note", value: text()), (key: "\n" + text().prefix(1), value: "x")])
        return .requestPayment(
            PaymentRequest(
                id: PaymentID(high: 0x7000, low: paymentCount), amount: Money(amount(), currency),
                capture: random.chance(oneIn: 3) ? .automatic : .manual, payer: payer, payee: payee, text: words,
                expiresInSeconds: Int64.random(in: 1...400_000, using: &random)))
    }

    private mutating func accounts() throws -> (AccountID, AccountID, Currency) {
        let count = RandomHistory.awkwardIDs.count
        let debit = Int.random(in: 0..<count, using: &random)
        let credit = (debit + 4 * Int.random(in: 1..<(count / 4), using: &random)) % count
        return (
            try AccountID(RandomHistory.awkwardIDs[debit]), try AccountID(RandomHistory.awkwardIDs[credit]),
            try Currency(RandomHistory.currencies[debit % 4])
        )
    }

    private mutating func amount() -> Int64 {
        random.chance(oneIn: 12)
            ? Int64.random(in: 1...(1 << 46), using: &random) : Int64.random(in: 1...100_000, using: &random)
    }

    private mutating func part() -> Int64? {
        random.chance(oneIn: 3) ? nil : Int64.random(in: 1...60_000, using: &random)
    }

    private mutating func transferID(_ state: State) -> TransferID {
        let back = UInt64.random(in: 0...60, using: &random)
        return TransferID(Position(state.position.value > back ? state.position.value - back : 1))
    }

    private mutating func paymentID() -> PaymentID {
        let back = UInt64.random(in: 0...12, using: &random)
        return PaymentID(high: 0x7000, low: paymentCount > back ? paymentCount - back : 1)
    }

    private mutating func text() -> String {
        texts[Int.random(in: 0..<texts.count, using: &random)]
    }
}
