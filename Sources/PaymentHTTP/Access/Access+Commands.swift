import PaymentCore
import PaymentEngine

extension Access {
    /// Refuses a command that names an account which may not be touched.
    ///
    /// Commands that name a payment or a transfer name no account; see ``PaymentResponder/subjects(of:for:)``.
    /// - Parameter command: the command
    /// - Throws: 403 `account_not_permitted` with the field
    func check(_ command: Command) throws(Problem) {
        guard isRestricted else { return }
        switch command {
        case .openAccount(let request): try check(request.id, .id)
        case .transfer(let request):
            try check(request.debit, .debit)
            try check(request.credit, .credit)
        case .requestPayment(let request):
            try check(request.payer, .payer)
            try check(request.payee, .payee)
        case .confirm, .cancel, .refund, .post, .void: break
        }
    }

    /// Whether both accounts of a payment or a transfer may be touched.
    func allows(_ parties: Parties) -> Bool {
        allows(parties.debit) && allows(parties.credit)
    }

    private func check(_ account: AccountID, _ field: CommandField) throws(Problem) {
        guard allows(account) else { throw .notPermitted(field) }
    }
}
