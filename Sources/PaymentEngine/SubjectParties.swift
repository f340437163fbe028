public import PaymentCore

/// Where the payment or the transfer stands that a command is about.
public enum SubjectParties: Sendable, Hashable {
    /// It is there.
    case found(Parties)
    /// It is a transfer that was, or an event that is none; whichever it is, it can never be changed again.
    case over
    /// There is no such thing.
    case missing
}

extension State {
    func parties(of subject: CommandSubject) -> SubjectParties {
        switch subject {
        case .payment(let id):
            payment(id).map { .found(Parties(debit: $0.payer, credit: $0.payee)) } ?? .missing
        case .transfer(let id):
            parties(ofPending: id).map { .found($0) } ?? (id.position > position ? .missing : .over)
        }
    }
}
