import PaymentCore
import PaymentEngine

/// Short words for commands with keys.
enum Envelopes {
    static let bank = name("rail:bank")
    static let alice = name("alice")
    static let acme = name("acme")

    /// The accounts of every test: a bank with overdraft, alice and acme.
    static let accounts: [CommandEnvelope] = [
        CommandEnvelope(.openAccount(OpenAccount(id: bank, currency: dollar, kind: .asset, allowsOverdraft: true))),
        CommandEnvelope(.openAccount(OpenAccount(id: alice, currency: dollar, kind: .liability))),
        CommandEnvelope(.openAccount(OpenAccount(id: acme, currency: dollar, kind: .liability))),
    ]

    static func fund(_ amount: Int64, key: UInt64? = nil) -> CommandEnvelope {
        transfer(amount, from: bank, to: alice, key: key)
    }

    static func transfer(
        _ amount: Int64, from debit: AccountID = alice, to credit: AccountID = acme, key: UInt64? = nil,
        pending: Bool = false,
        seconds: Int64? = nil
    ) -> CommandEnvelope {
        let request = TransferRequest(
            debit: debit, credit: credit, amount: Money(amount, dollar), pending: pending, expiresInSeconds: seconds)
        return CommandEnvelope(.transfer(request), key: key.map(self.key))
    }

    static func pay(
        _ number: UInt64, _ amount: Int64, _ capture: CaptureMode = .automatic, key: UInt64? = nil,
        seconds: Int64? = nil
    ) -> CommandEnvelope {
        let request = PaymentRequest(
            id: id(number), amount: Money(amount, dollar), capture: capture, payer: alice, payee: acme,
            expiresInSeconds: seconds)
        return CommandEnvelope(.requestPayment(request), key: key.map(self.key))
    }

    static func confirm(_ number: UInt64, _ amount: Int64? = nil, key: UInt64) -> CommandEnvelope {
        CommandEnvelope(.confirm(ConfirmPayment(payment: id(number), amount: amount)), key: self.key(key))
    }

    static func cancel(_ number: UInt64, key: UInt64) -> CommandEnvelope {
        CommandEnvelope(.cancel(CancelPayment(payment: id(number))), key: self.key(key))
    }

    static func refund(_ number: UInt64, _ amount: Int64? = nil, key: UInt64) -> CommandEnvelope {
        CommandEnvelope(.refund(RefundPayment(payment: id(number), amount: amount)), key: self.key(key))
    }

    static func post(_ position: UInt64, _ amount: Int64? = nil, key: UInt64) -> CommandEnvelope {
        CommandEnvelope(
            .post(PostTransfer(transfer: TransferID(Position(position)), amount: amount)), key: self.key(key))
    }

    static func void(_ position: UInt64, key: UInt64) -> CommandEnvelope {
        CommandEnvelope(.void(VoidTransfer(transfer: TransferID(Position(position)))), key: self.key(key))
    }

    static func key(_ number: UInt64) -> IdempotencyKey {
        IdempotencyKey(high: 0xF10, low: keyHash(number))
    }

    static func id(_ number: UInt64) -> PaymentID {
        PaymentID(high: 0x7000, low: 0x8000_0000_0000_0000 | number)
    }

    static func name(_ text: String) -> AccountID {
        guard let name = try? AccountID(text) else { preconditionFailure("\(text) is no account id") }
        return name
    }

    static let dollar: Currency = {
        guard let dollar = try? Currency("USD") else { preconditionFailure("USD is no currency") }
        return dollar
    }()
}

extension PaymentEngine {
    /// Opens the accounts and puts money on alice's: positions 1 to 4.
    func begin(_ amount: Int64 = 1_000_000, atomic: Bool = true) async throws {
        let replies = try await submit(batch: Envelopes.accounts + [Envelopes.fund(amount)], atomic: atomic)
        for reply in replies { _ = try reply.get() }
    }

    /// Submits a command that must be taken.
    @discardableResult
    func take(_ envelope: CommandEnvelope) async throws -> Answer {
        try await submit(envelope).get()
    }

    func balance(_ id: AccountID) async throws -> Int64? {
        try await account(id)?.value.balance.posted
    }
}
