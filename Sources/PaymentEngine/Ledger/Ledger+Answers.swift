import Journal
import PaymentCore

extension Ledger {
    /// The first answer once more, or the refusal of another command under the same key.
    func repeated(_ record: IdempotencyRecord, _ fingerprint: Fingerprint) throws(StateFault) -> Reply {
        guard record.stamp.fingerprint == fingerprint else { return .failure(.idempotencyKeyReused) }
        let outcome = try outcome(record.subject, at: record.time)
        // What an account held when it was opened is so at that position only.
        if case .account(_, let opened) = record.subject, opened > .start {
            return .success(Answer(outcome: outcome, isReplay: true, position: opened))
        }
        return .success(Answer(outcome: outcome, isReplay: true, position: state.position))
    }

    /// The first answer to a command that was decided before; `nil` where its key is not remembered.
    mutating func remembered(_ envelope: CommandEnvelope, at time: Timestamp) throws(StateFault) -> Reply? {
        guard let key = envelope.key, let record = window.find(key, at: time) else { return nil }
        return try repeated(record, Fingerprint(of: envelope.command))
    }

    /// What a command that was decided under a key would be answered if it came again; `nil` where the key is not remembered.
    func reply(to stamp: IdempotencyStamp, at time: Timestamp) -> Reply? {
        guard let record = window.record(of: stamp.key, at: time) else { return nil }
        return try? repeated(record, stamp.fingerprint)
    }

    /// The answer to a command that asks for what is so already.
    func unchanged(_ command: Command) throws(StateFault) -> Reply {
        guard case .openAccount(let request) = command, let account = state.account(request.id) else {
            throw .outOfOrder
        }
        return .success(Answer(outcome: .account(account, isNew: false), isReplay: false, position: state.position))
    }

    /// What the caller saw, or sees, right after the command.
    func outcome(_ subject: IdempotencyRecord.Subject, at time: Timestamp) throws(StateFault) -> Outcome {
        switch subject {
        case .transfer(let transfer): return .transfer(transfer)
        case .account(let number, _):
            guard var account = state.account(number) else { throw .unknownAccount }
            (account.balance.posted, account.balance.pendingIn, account.balance.pendingOut) = (0, 0, 0)
            return .account(account, isNew: true)
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
