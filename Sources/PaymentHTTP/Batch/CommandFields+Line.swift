import PaymentCore

extension CommandFields {
    /// The command of a line.
    func command(_ kind: CommandKind, makePaymentID: () -> PaymentID) throws(Problem) -> Command {
        switch kind {
        case .openAccount: .openAccount(try openAccount())
        case .transfer: .transfer(try transferRequest())
        case .payment: .requestPayment(try paymentRequest(id: makePaymentID()))
        case .post: .post(PostTransfer(transfer: try transferID(), amount: amount))
        case .void: .void(VoidTransfer(transfer: try transferID()))
        case .confirm: .confirm(ConfirmPayment(payment: try paymentID(), amount: amount))
        case .cancel: .cancel(CancelPayment(payment: try paymentID()))
        case .refund: .refund(RefundPayment(payment: try paymentID(), amount: amount))
        }
    }

    /// The key of a line; commands that move money need one.
    func key(for kind: CommandKind, scope: String) throws(Problem) -> IdempotencyKey? {
        guard let idempotencyKey else {
            if kind.movesMoney { throw Problem(.idempotencyKeyMissing, field: CommandField.idempotencyKey.name) }
            return nil
        }
        return try IdempotencyKeyText(idempotencyKey).key(scope: scope)
    }

    private func transferID() throws(Problem) -> TransferID {
        guard let id = TransferID(transfer) else {
            throw Problem(.transferNotFound, field: CommandField.transfer.name)
        }
        return id
    }

    private func paymentID() throws(Problem) -> PaymentID {
        guard let id = PaymentID(payment) else { throw Problem(.paymentNotFound, field: CommandField.payment.name) }
        return id
    }
}
