import JournalTestSupport
import PaymentCore

/// Random commands, most of them about things that exist, some about things that do not.
struct CommandGenerator {
    var random: SeededGenerator
    private var paymentCount: UInt64 = 0
    static let names = ["a", "b", "c", "d", "e", "f", "y"]

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    /// Makes a command.
    /// - Parameters:
    ///   - position: how many events there are
    ///   - payments: how many payments there are; their ids are counted from 1
    /// - Returns: a command that may be refused
    mutating func next(position: UInt64, payments: Int) -> Command {
        paymentCount = UInt64(payments)
        return switch Int.random(in: 0..<20, using: &random) {
        case 0: open(name())
        case 1...6: transfer(pending: false)
        case 7, 8: transfer(pending: true)
        case 9, 10: Commands.post(transferPosition(position), part())
        case 11: Commands.void(transferPosition(position))
        case 12...14: pay()
        case 15, 16: Commands.confirm(payment(), part())
        case 17: Commands.cancel(payment())
        default: Commands.refund(payment(), part())
        }
    }

    mutating func open(_ name: String) -> Command {
        // Mostly the same attributes for the same name, so that it is mostly the same account.
        let index = Self.names.firstIndex(of: name) ?? 0
        let kind = AccountKind.allCases[(index + (random.chance(oneIn: 12) ? 1 : 0)) % 5]
        let currency = (name == "y") != random.chance(oneIn: 20) ? "JPY" : "USD"
        return Commands.open(name, kind, currency: currency, overdraft: (index % 2 == 0) != random.chance(oneIn: 20))
    }

    private mutating func transfer(pending: Bool) -> Command {
        let seconds: Int64? =
            random.chance(oneIn: 2) ? nil : Int64.random(in: random.chance(oneIn: 10) ? 0...0 : 1...40, using: &random)
        let reference: String? =
            random.chance(oneIn: 5)
            ? ["", "r", "ü", "a\0", String(repeating: "x", count: 256)].randomElement(using: &random) : nil
        return .transfer(
            TransferRequest(
                debit: Commands.name(name()), credit: Commands.name(name()), amount: money(), pending: pending,
                expiresInSeconds: seconds, reference: reference))
    }

    private mutating func pay() -> Command {
        let isOld = random.chance(oneIn: 15)
        let words = String(repeating: "w", count: Int.random(in: 0...30, using: &random))
        let text = random.chance(oneIn: 3) ? try? PaymentText(order: "o\(paymentCount)", description: words) : nil
        return .requestPayment(
            PaymentRequest(
                id: Commands.id(isOld ? payment() : paymentCount + 1), amount: money(),
                capture: random.chance(oneIn: 2) ? .manual : .automatic, payer: Commands.name(name()),
                payee: Commands.name(name()), text: text ?? .none,
                expiresInSeconds: random.chance(oneIn: 3) ? nil : Int64.random(in: 0...40, using: &random)))
    }

    private mutating func name() -> String {
        switch Int.random(in: 0..<60, using: &random) {
        case 0: "nobody"
        case 1: "y"
        default: Self.names.dropLast().randomElement(using: &random) ?? "a"
        }
    }

    private mutating func money() -> Money {
        Commands.money(amount(), random.chance(oneIn: 40) ? "JPY" : "USD")
    }

    private mutating func amount() -> Int64 {
        switch Int.random(in: 0..<30, using: &random) {
        case 0: [0, -1, .min, .max, Money.maximumMinorUnits + 1].randomElement(using: &random) ?? 0
        case 1: Money.maximumMinorUnits - Int64.random(in: 0...20, using: &random)
        default: Int64.random(in: 1...60, using: &random)
        }
    }

    /// How much of something, or all of it.
    private mutating func part() -> Int64? {
        random.chance(oneIn: 3) ? nil : (random.chance(oneIn: 10) ? amount() : Int64.random(in: 1...20, using: &random))
    }

    private mutating func payment() -> UInt64 {
        UInt64.random(in: (paymentCount > 12 ? paymentCount - 12 : 0)...(paymentCount + 1), using: &random)
    }

    private mutating func transferPosition(_ position: UInt64) -> UInt64 {
        UInt64.random(in: (position > 25 ? position - 25 : 0)...(position + 1), using: &random)
    }
}
