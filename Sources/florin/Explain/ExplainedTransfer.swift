import PaymentCore

/// A transfer and what became of it.
struct ExplainedTransfer: Hashable {
    /// Its name.
    let id: TransferID

    /// Where it stands.
    var status: TransferStatus

    /// The account that is debited.
    let debit: AccountID

    /// The account that is credited.
    let credit: AccountID

    /// What was asked for.
    let amount: Money

    /// How much has been posted, in minor units.
    var posted: Int64

    /// The client's own reference.
    let reference: String?

    /// When what is pending ends by itself; `nil` for never.
    let expiresAt: Timestamp?

    /// When it was made.
    let createdAt: Timestamp

    /// When it last changed.
    var updatedAt: Timestamp

    /// Creates a transfer from the event that made it; `nil` where the event makes none.
    /// - Parameter event: an event of a transfer
    init?(_ event: NamedEvent) {
        guard let posting = event.posting else { return nil }
        switch event.event {
        case .transferPosted: (status, posted, expiresAt) = (.posted, posting.amount.minorUnits, nil)
        case .transferHeld(let held): (status, posted, expiresAt) = (.pending, 0, held.expiresAt)
        default: return nil
        }
        id = TransferID(event.position)
        debit = posting.debit
        credit = posting.credit
        amount = posting.amount
        reference = event.event.reference
        createdAt = event.time
        updatedAt = event.time
    }

    /// Takes in an event that changes it.
    /// - Parameter event: an event of this transfer
    mutating func take(_ event: NamedEvent) {
        updatedAt = event.time
        switch event.event {
        case .holdPosted(let held):
            posted += held.posting.amount
            if posted == amount.minorUnits { status = .posted }
        case .holdVoided: status = .voided
        case .holdExpired: status = .expired
        default: break
        }
    }
}
