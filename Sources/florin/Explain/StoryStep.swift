import PaymentCore

/// One event in the life of a payment or a transfer.
struct StoryStep {
    /// The event with names.
    let named: NamedEvent

    /// Why it happened.
    let cause: Cause

    /// The accounts concerned: payer and payee, or debit and credit.
    let balances: [BalanceChange]

    /// How much had moved for good right after it, in minor units.
    let moved: Int64

    /// How much had been refunded right after it, in minor units.
    let refunded: Int64

    /// How much was still held right after it, in minor units.
    let held: Int64
}
