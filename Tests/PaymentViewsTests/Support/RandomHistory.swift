import JournalTestSupport
import PaymentCore

/// Random commands with random times and batches: the life of a small ledger.
struct RandomHistory {
    var random: SeededGenerator
    var history: History
    static let orders = ["order-1", "order-2", "order-3", "ü", "order-10"]

    init(seed: UInt64, steps: Int) throws {
        random = SeededGenerator(seed: seed)
        history = History(seed: seed)
        for index in 0..<8 {
            let kind = AccountKind.allCases[index % 5]
            let currency = index == 6 ? "JPY" : index == 7 ? "JPY" : "USD"
            try history.run(
                Commands.open(RandomHistory.name(index), kind, currency: currency, overdraft: index % 3 != 2))
        }
        try history.seal()
        for _ in 0..<steps { try step() }
        try history.seal()
    }

    static func name(_ index: Int) -> String {
        (index % 2 == 0 ? "wallet:" : "merchant:") + String(index)
    }

    private mutating func step() throws {
        if random.chance(oneIn: 4) {
            try history.seal()
            history.time += random.chance(oneIn: 3) ? 0 : Int64.random(in: 1...8000, using: &random)
            try history.expire()
        }
        try history.run(command())
    }

    private mutating func command() -> Command {
        let isYen = random.chance(oneIn: 10)
        let first = isYen ? 6 : Int.random(in: 0..<6, using: &random)
        let second = isYen ? 7 : (first + Int.random(in: 1..<6, using: &random)) % 6
        let currency = isYen ? "JPY" : "USD"
        let amount = Int64.random(in: 1...60, using: &random)
        let seconds: Int64? = random.chance(oneIn: 2) ? nil : Int64.random(in: 1...60, using: &random)
        let (debit, credit) = (RandomHistory.name(first), RandomHistory.name(second))
        switch Int.random(in: 0..<20, using: &random) {
        case 0: return Commands.open("late:\(history.accounts.count)")
        case 1...3: return Commands.transfer(debit, credit, amount, currency, reference: text())
        case 4, 5: return Commands.hold(debit, credit, amount, currency, seconds: seconds)
        case 6, 7: return Commands.post(transfer(), part())
        case 8: return Commands.void(transfer())
        case 9...13:
            let capture: CaptureMode = random.chance(oneIn: 2) ? .manual : .automatic
            return Commands.pay(
                UInt64(history.payments.count) + 1, amount, capture, from: debit, to: credit, currency: currency,
                seconds: seconds, text: words())
        case 14, 15: return Commands.confirm(payment(), part())
        case 16: return Commands.cancel(payment())
        default: return Commands.refund(payment(), part())
        }
    }

    private mutating func text() -> String? {
        random.chance(oneIn: 3) ? "reference \(Int.random(in: 0..<5, using: &random))" : nil
    }

    private mutating func words() -> PaymentText {
        let order = random.chance(oneIn: 4) ? nil : RandomHistory.orders.randomElement(using: &random)
        let description = random.chance(oneIn: 3) ? "words" : nil
        let text = try? PaymentText(order: order, description: description, metadata: [("k", "v")])
        return random.chance(oneIn: 5) ? .none : text ?? .none
    }

    private mutating func part() -> Int64? {
        random.chance(oneIn: 3) ? nil : Int64.random(in: 1...20, using: &random)
    }

    private mutating func payment() -> UInt64 {
        let count = UInt64(history.payments.count)
        return UInt64.random(in: (count > 20 ? count - 20 : 0)...(count + 1), using: &random)
    }

    private mutating func transfer() -> UInt64 {
        let position = history.state.position.value
        return UInt64.random(in: (position > 30 ? position - 30 : 0)...position, using: &random)
    }
}
