import PaymentCore
import PaymentEngine

extension JSONWriter {
    /// Writes what a command led to.
    mutating func answer(_ answer: Answer, to command: Command) {
        switch answer.outcome {
        case .payment(let payment): self.payment(payment)
        case .account(let account, _): self.account(account, at: answer.position)
        case .transfer(let transfer):
            if case .transfer(let request) = command {
                self.transfer(transfer, request)
            } else {
                self.transfer(transfer)
            }
        }
    }
}
