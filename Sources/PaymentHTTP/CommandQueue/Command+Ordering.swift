import PaymentCore

extension Command {
    /// What keeps commands in order: those about one payment, transfer or account are decided in the order of their coming.
    var orderingKey: String {
        switch self {
        case .requestPayment(let request): request.id.description
        case .confirm(let command): command.payment.description
        case .cancel(let command): command.payment.description
        case .refund(let command): command.payment.description
        case .post(let command): command.transfer.description
        case .void(let command): command.transfer.description
        case .transfer(let request): request.debit.description
        case .openAccount(let request): request.id.description
        }
    }
}
