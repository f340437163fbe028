import PaymentCore
import PaymentEngine

extension Answer {
    /// The HTTP status of a command that was done: 201 where it made something, 200 where it changed something or found it made.
    func status(of command: Command) -> Int {
        switch command {
        case .openAccount:
            if case .account(_, isNew: true) = outcome { 201 } else { 200 }
        case .transfer, .requestPayment, .refund: 201
        case .post, .void, .confirm, .cancel: 200
        }
    }
}
