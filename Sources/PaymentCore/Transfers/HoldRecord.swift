/// A pending transfer as the state keeps it.
///
/// Once posted, voided or expired it is gone.
struct HoldRecord: Sendable, Hashable {
    let id: TransferID
    let debit: AccountNumber
    let credit: AccountNumber
    let amount: Int64
    var posted: Int64
    /// `nil` stays pending until posted or voided.
    let expiresAt: Timestamp?

    var remaining: Int64 { amount - posted }

    func posting(of amount: Int64) -> Posting {
        Posting(debit: debit, credit: credit, amount: amount)
    }
}
