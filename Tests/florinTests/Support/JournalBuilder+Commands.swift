import PaymentCore

extension JournalBuilder {
    /// Opens an account.
    func open(_ id: String, _ currency: String, _ kind: AccountKind = .liability, overdraft: Bool = false) throws {
        try perform(
            .openAccount(
                OpenAccount(
                    id: try AccountID(id), currency: try Currency(currency), kind: kind, allowsOverdraft: overdraft)))
    }

    /// Moves money at once or pending.
    func transfer(
        _ debit: String, _ credit: String, _ amount: Int64, _ currency: String, pending: Bool = false,
        expiresInSeconds: Int64? = nil, reference: String? = nil
    ) throws -> TransferID {
        try perform(
            .transfer(
                TransferRequest(
                    debit: try AccountID(debit), credit: try AccountID(credit),
                    amount: Money(amount, try Currency(currency)), pending: pending,
                    expiresInSeconds: expiresInSeconds, reference: reference)))
        return TransferID(state.position)
    }

    /// Requests a payment, with an idempotency key; its id is made of `number`.
    func pay(
        _ payer: String, _ payee: String, _ amount: Int64, _ currency: String, number: UInt64 = 1,
        capture: CaptureMode = .automatic, text: PaymentText = .none, expiresInSeconds: Int64? = nil
    ) throws -> PaymentID {
        let id = PaymentID(high: 0x019B_7600_0000_7000, low: 0x8000_0000_0000_0000 | number)
        try perform(
            .requestPayment(
                PaymentRequest(
                    id: id, amount: Money(amount, try Currency(currency)), capture: capture,
                    payer: try AccountID(payer), payee: try AccountID(payee), text: text,
                    expiresInSeconds: expiresInSeconds)), withKey: true)
        return id
    }
}
