import PaymentCore
import PaymentEngine

/// Whether a command may be given to the engine, as far as the accounts of what it is about go.
enum Permission: Hashable {
    /// It may.
    case granted
    /// It is about a transfer that is over, and whose accounts are no longer known here. The engine can only repeat an answer that this owner
    /// got before, or refuse; which refusal it is would say something about other people's transfers.
    case repeatOnly
    /// What it is about does not exist for this key.
    case hidden(Rejection)

    /// What the client sees of a rejection.
    func shown(_ rejection: Rejection) -> Rejection {
        self == .repeatOnly ? .transferNotFound : rejection
    }

    init(_ subject: CommandSubject, _ found: SubjectParties, _ access: Access) {
        switch (found, subject) {
        case (.found(let parties), _) where access.allows(parties): self = .granted
        case (.over, _): self = .repeatOnly
        case (.found, .payment), (.missing, .payment): self = .hidden(.paymentNotFound)
        case (.found, .transfer), (.missing, .transfer): self = .hidden(.transferNotFound)
        }
    }
}

extension [Permission] {
    /// What the client sees of the engine's replies to the commands that were given to it, in the same order.
    ///
    /// No permissions at all say that nothing is hidden.
    func shown(_ replies: [Reply]) -> [Reply] {
        guard !isEmpty else { return replies }
        return zip(self, replies).map { permission, reply in reply.mapError(permission.shown) }
    }
}
