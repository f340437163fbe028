import PaymentCore

extension Parties {
    /// The accounts of a payment.
    init(of payment: Payment) {
        self.init(debit: payment.payer, credit: payment.payee)
    }
}
