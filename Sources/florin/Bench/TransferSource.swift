import PaymentCore
import PaymentEngine

/// Makes transfers between random accounts, each with a key of its own.
///
/// The same seed makes the same transfers.
struct TransferSource {
    static let accountCount = 10_000

    private let accounts: [AccountID]
    private let currency: Currency
    private var generator: SplitMix64

    init(seed: UInt64) throws(Rejection) {
        currency = try Currency("USD")
        var accounts: [AccountID] = []
        for number in 0..<TransferSource.accountCount {
            accounts.append(try AccountID("acct:\(number)"))
        }
        self.accounts = accounts
        generator = SplitMix64(seed: seed)
    }

    /// Commands that open the accounts.
    func openings() -> [CommandEnvelope] {
        accounts.map { id in
            CommandEnvelope(
                .openAccount(OpenAccount(id: id, currency: currency, kind: .liability, allowsOverdraft: true)))
        }
    }

    mutating func next() -> CommandEnvelope {
        let debit = Int(generator.next() % UInt64(accounts.count))
        let credit = (debit + 1 + Int(generator.next() % UInt64(accounts.count - 1))) % accounts.count
        let amount = Int64(1 + generator.next() % 100_000)
        let transfer = TransferRequest(
            debit: accounts[debit], credit: accounts[credit], amount: Money(amount, currency))
        return CommandEnvelope(.transfer(transfer), key: IdempotencyKey(high: generator.next(), low: generator.next()))
    }

    mutating func next(_ count: Int) -> [CommandEnvelope] {
        var envelopes: [CommandEnvelope] = []
        envelopes.reserveCapacity(count)
        for _ in 0..<count { envelopes.append(next()) }
        return envelopes
    }
}
