import Journal
import PaymentCore

extension Ledger {
    /// The first answer once more, or the refusal of another command under the same key.
    func repeated(_ record: IdempotencyRecord, _ fingerprint: Fingerprint) throws(StateFault) -> Reply {
        guard record.stamp.fingerprint == fingerprint else { return .failure(.idempotencyKeyReused) }
        let outcome = try outcome(record.subject, at: record.time)
        return .success(Answer(outcome: outcome, isReplay: true, position: state.position))
    }

    /// The answer to a command that asks for what is so already.
    func unchanged(_ command: Command) throws(StateFault) -> Reply {
        guard case .openAccount(let request) = command, let account = state.account(request.id) else {
            throw .outOfOrder
        }
        return .success(Answer(outcome: .account(account, isNew: false), isReplay: false, position: state.position))
    }

    func outcome(_ subject: Subject, at time: Timestamp) throws(StateFault) -> Outcome {
        switch subject {
        case .command(let subject): return try outcome(subject, at: time)
        case .account(let number):
            guard let account = state.account(number) else { throw .unknownAccount }
            return .account(account, isNew: true)
        }
    }

    /// What the caller saw, or sees, right after the command.
    private func outcome(_ subject: IdempotencyRecord.Subject, at time: Timestamp) throws(StateFault) -> Outcome {
        switch subject {
        case .transfer(let transfer): return .transfer(transfer)
        case .payment(let number, let progress):
            guard var payment = state.payment(number) else { throw .unknownPayment }
            payment.status = progress.status
            payment.captured = progress.captured
            payment.refunded = progress.refunded
            payment.updatedAt = time
            return .payment(payment)
        }
    }
}
