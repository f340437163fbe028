public import PaymentCore

/// The payment or the transfer that a command changes.
public enum CommandSubject: Sendable, Hashable {
    /// A payment.
    case payment(PaymentID)
    /// A transfer.
    case transfer(TransferID)

    /// Finds what a command changes.
    ///
    /// `nil` comes of commands that make something new.
    /// - Parameter command: the command
    public init?(_ command: Command) {
        switch command {
        case .confirm(let command): self = .payment(command.payment)
        case .cancel(let command): self = .payment(command.payment)
        case .refund(let command): self = .payment(command.payment)
        case .post(let command): self = .transfer(command.transfer)
        case .void(let command): self = .transfer(command.transfer)
        case .openAccount, .transfer, .requestPayment: return nil
        }
    }
}
