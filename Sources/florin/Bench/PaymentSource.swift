import PaymentCore
import PaymentEngine

/// Makes payments from random wallets to random merchants, each with an order reference and a key of its own.
struct PaymentSource {
    private let wallets: [AccountID]
    private let merchants: [AccountID]
    private let currency: Currency
    private var generator: SplitMix64
    private var count = 0

    init(seed: UInt64) throws(Rejection) {
        currency = try Currency("USD")
        var (wallets, merchants): ([AccountID], [AccountID]) = ([], [])
        for number in 0..<5000 {
            wallets.append(try AccountID("wallet:\(number)"))
            merchants.append(try AccountID("merchant:\(number)"))
        }
        (self.wallets, self.merchants) = (wallets, merchants)
        generator = SplitMix64(seed: seed)
    }

    func openings() -> [CommandEnvelope] {
        (wallets + merchants).map { id in
            CommandEnvelope(
                .openAccount(OpenAccount(id: id, currency: currency, kind: .liability, allowsOverdraft: true)))
        }
    }

    mutating func next(_ count: Int, using engine: PaymentEngine) throws(Rejection) -> [CommandEnvelope] {
        var envelopes: [CommandEnvelope] = []
        envelopes.reserveCapacity(count)
        for _ in 0..<count {
            self.count += 1
            let request = PaymentRequest(
                id: engine.makePaymentID(), amount: Money(Int64(1 + generator.next() % 100_000), currency),
                payer: wallets[Int(generator.next() % UInt64(wallets.count))],
                payee: merchants[Int(generator.next() % UInt64(merchants.count))],
                text: try PaymentText(order: "o-\(self.count)"))
            envelopes.append(
                CommandEnvelope(
                    .requestPayment(request), key: IdempotencyKey(high: generator.next(), low: generator.next())))
        }
        return envelopes
    }
}
